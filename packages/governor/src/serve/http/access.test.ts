import Fastify, { type FastifyInstance, type InjectOptions } from "fastify";
import { expect, test } from "vitest";
import { SILENT_LOG } from "../../log.ts";
import type { Role } from "@governor/contract";
import { LOCAL, type KeyRing, type Principal } from "../../records/key/ring.ts";
import { guardAccess, sessionCookie } from "./access.ts";
import { countAttempts } from "./attempts.ts";
import { answerFailures } from "./failure.ts";

const keys: KeyRing = {
  find: async (secret) => {
    if (secret === "viewer-secret") return principal("1", "viewer");
    if (secret === "ingest-secret") return principal("2", "ingest");
    return null;
  },
  reload: () => {},
};

function principal(id: string, role: Role): Principal {
  return { actor: `key:${id}`, name: `key ${id}`, role, tenants: "all", teams: "all" };
}

const servicesOf = (teams: readonly string[]) => teams.map((team) => `${team}-service`);

function listener(keyRequired: boolean): FastifyInstance {
  const app = Fastify();
  guardAccess(app, {
    keyRequired,
    hostNames: ["127.0.0.1", "localhost", "[::1]"],
    keys,
    servicesOf,
    attempts: countAttempts(() => 0),
  });
  answerFailures(app, SILENT_LOG);
  app.get("/read", { config: { permission: "read" } }, async (request) => request.principal);
  app.post("/ingest", { config: { permission: "ingest" } }, async () => "ok");
  app.get("/open", { config: { permission: "none" } }, async () => "ok");
  app.get("/forgotten", async () => "ok");
  return app;
}

async function status(app: FastifyInstance, options: InjectOptions): Promise<number> {
  return (await app.inject({ method: "GET", headers: { host: "127.0.0.1:4318" }, ...options })).statusCode;
}

test("on this machine a request without a key may do everything, as the local person", async () => {
  const response = await listener(false).inject({ url: "/read", headers: { host: "localhost:4318" } });
  expect(response.json()).toEqual(LOCAL);
});

test("a name that another DNS server could point here is refused without a key, so that no page can rebind to it", async () => {
  expect(await status(listener(false), { url: "/read", headers: { host: "evil.example:4318" } })).toBe(401);
  expect(await status(listener(false), { url: "/read", headers: { host: "127.0.0.1.evil.example" } })).toBe(401);
  expect(await status(listener(false), { url: "/read", headers: { host: "evil@127.0.0.1" } })).toBe(401);
  expect(await status(listener(false), { url: "/read", headers: { host: "[::1]:4318" } })).toBe(200);
});

test("a listener that other machines reach asks everybody for a key, but for health", async () => {
  expect(await status(listener(true), { url: "/read" })).toBe(401);
  expect(await status(listener(true), { url: "/open" })).toBe(200);
  expect(await status(listener(true), { url: "/read", headers: { authorization: "Bearer viewer-secret" } })).toBe(200);
});

test("a key does what its role may and nothing else", async () => {
  const app = listener(true);
  expect(
    await status(app, { method: "POST", url: "/ingest", headers: { authorization: "Bearer ingest-secret" } }),
  ).toBe(200);
  expect(
    await status(app, { method: "POST", url: "/ingest", headers: { authorization: "Bearer viewer-secret" } }),
  ).toBe(403);
  expect(await status(app, { url: "/read", headers: { authorization: "Bearer ingest-secret" } })).toBe(403);
});

test("a wrong key is refused even where none is needed: it is a mistake to be told about", async () => {
  expect(
    await status(listener(false), { url: "/read", headers: { host: "127.0.0.1", authorization: "Bearer nonsense" } }),
  ).toBe(401);
});

test("a browser that signed in sends its key as a cookie that scripts cannot read and other sites cannot send", async () => {
  const cookie = sessionCookie("viewer-secret", true);
  expect(cookie).toBe("governor_key=viewer-secret; Path=/; HttpOnly; SameSite=Strict; Secure");
  const headers = { host: "gov.example", cookie: "theme=dark; governor_key=viewer-secret" };
  expect(await status(listener(true), { url: "/read", headers })).toBe(200);
  expect(
    await status(listener(true), {
      url: "/read",
      headers: { host: "gov.example", cookie: "xgovernor_key=viewer-secret" },
    }),
  ).toBe(401);
});

test("a cookie of another server on this machine does not lock a person out of one that needs no key", async () => {
  const headers = { host: "127.0.0.1:4318", cookie: "governor_key=of-another-port" };
  expect(await status(listener(false), { url: "/read", headers })).toBe(200);
  expect(await status(listener(true), { url: "/read", headers })).toBe(401);
});

test("a page of another origin is refused, whether the browser says so by Origin or by Sec-Fetch-Site", async () => {
  const app = listener(false);
  const host = "127.0.0.1:4318";
  expect(await status(app, { method: "POST", url: "/ingest", headers: { host, origin: "https://evil.example" } })).toBe(
    403,
  );
  expect(await status(app, { url: "/read", headers: { host, "sec-fetch-site": "cross-site" } })).toBe(403);
  expect(await status(app, { method: "POST", url: "/ingest", headers: { host, origin: "null" } })).toBe(403);
  expect(await status(app, { method: "POST", url: "/ingest", headers: { host, origin: `http://${host}` } })).toBe(200);
});

test("a route that does not say what it takes is refused to everybody", async () => {
  expect(await status(listener(false), { url: "/forgotten" })).toBe(403);
});

test("a wrong key is told that it is wrong, and a missing one that a key is asked for", async () => {
  const codeOf = async (headers: Record<string, string>) =>
    (await listener(true).inject({ url: "/read", headers })).json<{ error: { code: string } }>().error.code;
  expect(await codeOf({})).toBe("auth.required");
  expect(await codeOf({ authorization: "Bearer no-such-secret" })).toBe("auth.unknown-key");
});
