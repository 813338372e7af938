import { readFile, stat } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import type { ErrorBody, KeyCreated, KeysResponse } from "@governor/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { jsonTrace, post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

/** A revoked key has to be refused by then, on every server. */
const REVOKED_WITHIN_MS = 10_000;

describe("with --public, the listener for other machines", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: ServerProcess;
  let publicUrl = "";
  const secrets: string[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder();
    server = await startServer(folder.path, ["--public", "127.0.0.1:0"]);
    publicUrl = await publicUrlOf(server);
  });

  afterAll(async () => {
    await server.end("SIGTERM");
    await folder.remove();
  });

  test("takes spans with an ingest key, which the command line makes, and with no other key", async () => {
    const ingest = await createKey("collector", "ingest");
    const viewer = await createKey("wall", "viewer");
    const ci = await createKey("pipeline", "ci");
    secrets.push(ingest.secret, viewer.secret, ci.secret);
    const { traceId, spanIds, body } = jsonTrace(3, Date.now());
    expect(await post(publicUrl, body)).toBe(401);
    expect(await post(publicUrl, body, { authorization: "Bearer gov_ing_wrong" })).toBe(401);
    expect(await post(publicUrl, body, bearer(viewer.secret))).toBe(403);
    expect(await post(publicUrl, body, bearer(ci.secret))).toBe(403);
    expect(await post(publicUrl, body, bearer(ingest.secret))).toBe(200);
    const trace = await until("the trace is readable", 20_000, () =>
      getJson<{ spans: { spanId: string }[] }>(`${server.url}/api/v1/traces/${traceId}`),
    );
    expect(trace.spans.map((span) => span.spanId).toSorted()).toEqual(spanIds.toSorted());
  });

  test.each([
    "/",
    "/index.html",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/api/v1/status",
    "/api/v1/keys",
    "/v1/events",
  ])("serves nothing at %s, not even to the machine's own key", async (path) => {
    const localKey = await readFile(join(folder.path, "local.key"), "utf8");
    const methods = path === "/v1/events" ? ["POST"] : ["GET", "POST"];
    for (const method of methods) {
      const response = await fetch(publicUrl + path, { method, headers: bearer(localKey) });
      expect(response.status, `${method} ${path}`).toBe(404);
    }
  });

  test("refuses a revoked key within ten seconds, and lists when it was revoked", async () => {
    const { key, secret } = await createKey("leaked", "ingest");
    secrets.push(secret);
    const { body } = jsonTrace(1, Date.now());
    expect(await post(publicUrl, body, bearer(secret))).toBe(200);
    const revoked = await governor(["keys", "revoke", key.id, ...connection(server, folder.path)]);
    expect(revoked).toMatchObject({ code: 0 });
    await until("the key is refused", REVOKED_WITHIN_MS, async () => {
      return (await post(publicUrl, body, bearer(secret))) === 401;
    });
    const listed = await listKeys();
    expect(listed.find(({ name }) => name === "leaked")?.revokedMs).toBeGreaterThan(Date.now() - 60_000);
    expect(listed.find(({ name }) => name === "collector")?.revokedMs).toBeNull();
  });

  test("a name is given once, and a role must be one there is", async () => {
    const connectedTo = connection(server, folder.path);
    const again = await governor(["keys", "create", "--name", "collector", "--role", "ingest", ...connectedTo]);
    expect(again).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("key.name-taken") as unknown });
    const role = await governor(["keys", "create", "--name", "other", "--role", "root", ...connectedTo]);
    expect(role).toMatchObject({ code: 2, stdout: "" });
    expect(role.stderr).toContain("owner, admin, editor, viewer, ingest, ci, public");
  });

  test("lists keys without their secrets, and remembers when one was used", async () => {
    const text = await governor(["keys", "list", ...connection(server, folder.path)]);
    expect(text.stdout).toMatch(/collector\s+ingest\s+gov_ing_/);
    for (const secret of secrets) expect(text.stdout).not.toContain(secret);
    await until("the use is written down", 20_000, async () => {
      // Uses are written down with the next reading of the keys.
      await post(publicUrl, jsonTrace(1, Date.now()).body, bearer(secrets[0] ?? ""));
      return (await listKeys()).find(({ name }) => name === "collector")?.lastUsedMs;
    });
    expect((await listKeys()).find(({ name }) => name === "wall")?.role).toBe("viewer");
  });

  test("no secret is written to the log", async () => {
    const localKey = await readFile(join(folder.path, "local.key"), "utf8");
    expect(secrets).toHaveLength(4);
    for (const secret of [...secrets, localKey, "gov_ing_wrong"]) expect(server.log()).not.toContain(secret);
  });

  async function createKey(name: string, role: string): Promise<KeyCreated> {
    const args = ["keys", "create", "--name", name, "--role", role, "--json", ...connection(server, folder.path)];
    const { code, stdout, stderr } = await governor(args);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as KeyCreated;
  }

  async function listKeys(): Promise<KeysResponse["keys"]> {
    const { stdout } = await governor(["keys", "list", "--json", ...connection(server, folder.path)]);
    return (JSON.parse(stdout) as KeysResponse).keys;
  }
});

describe("a main listener that other machines reach", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: ServerProcess;
  let url = "";

  beforeAll(async () => {
    folder = await temporaryFolder();
    server = await startServer(folder.path, ["--http", "0.0.0.0:0"]);
    url = `http://127.0.0.1:${new URL(server.url).port}`;
  });

  afterAll(async () => {
    await server.end("SIGTERM");
    await folder.remove();
  });

  test.each([
    ["GET", "/api/v1/status"],
    ["GET", "/api/v1/values?tag=service"],
    ["GET", "/api/v1/journeys"],
    ["GET", "/api/v1/offenders/endpoints"],
    ["GET", "/api/v1/traces"],
    ["GET", `/api/v1/traces/${"0".repeat(32)}`],
    ["GET", "/api/v1/findings"],
    ["GET", "/api/v1/releases"],
    ["GET", "/api/v1/gate?release=v1"],
    ["GET", "/api/v1/keys"],
    ["POST", "/api/v1/keys"],
    ["POST", "/v1/traces"],
    ["POST", "/v1/events"],
    ["GET", "/metrics"],
  ])("asks for a key: %s %s", async (method, path) => {
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    const text = await response.text();
    expect(text).toContain("key");
  });

  test.each(["/healthz", "/readyz", "/", "/journeys", "/openapi.json"])("serves %s to everybody", async (path) => {
    expect((await fetch(url + path)).status).toBe(200);
  });

  test("does what the key in the data folder asks for, which the command line finds there", async () => {
    const connectedTo = ["--url", url, "--data", folder.path];
    const made = await governor(["keys", "create", "--name", "first", "--role", "viewer", "--json", ...connectedTo]);
    expect(made.code, made.stderr).toBe(0);
    const { secret } = JSON.parse(made.stdout) as KeyCreated;
    expect(await getJson(`${url}/api/v1/status`, bearer(secret))).toMatchObject({ ready: true });
    expect((await fetch(`${url}/api/v1/keys`, { headers: bearer(secret) })).status).toBe(403);
  });

  test("exits 4 without that folder, and says how to get a key", async () => {
    const refused = await governor(["keys", "list", "--url", url, "--data", join(folder.path, "nothing")]);
    expect(refused).toMatchObject({ code: 4, stdout: "" });
    expect(refused.stderr).toContain("governor keys create");
  });

  test("lets nobody else on the machine read that key", async () => {
    expect((await stat(join(folder.path, "local.key"))).mode & 0o777).toBe(0o600);
  });
});

describe("a main listener on this machine alone", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = await temporaryFolder();
    server = await startServer(folder.path);
  });

  afterAll(async () => {
    await server.end("SIGTERM");
    await folder.remove();
  });

  test("asks nobody for a key under a name that means this machine", async () => {
    const { port } = new URL(server.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`])
      expect(await answer(server.url, "/api/v1/status", { host })).toMatchObject({ status: 200 });
  });

  test("refuses a name that somebody else's DNS points here", async () => {
    const { port } = new URL(server.url);
    for (const path of ["/api/v1/status", "/api/v1/keys", "/metrics"]) {
      const { status, body } = await answer(server.url, path, { host: `rebound.example:${port}` });
      expect(status, path).toBe(401);
      expect(body.error.code).toBe("auth.required");
    }
  });

  test.each([
    ["its origin", { origin: "https://evil.example" }],
    ["an origin on another port", { origin: "http://127.0.0.1:1" }],
    ["a sandboxed origin", { origin: "null" }],
    ["what the browser says of the site", { "sec-fetch-site": "cross-site" }],
  ])("refuses a page elsewhere by %s", async (_name, headers) => {
    for (const path of ["/api/v1/status", "/api/v1/keys"]) {
      const { status, body } = await answer(server.url, path, headers);
      expect(status, path).toBe(403);
      expect(body.error).toMatchObject({ code: "auth.cross-site", remedy: expect.stringMatching(/./) as unknown });
    }
  });

  test("refuses such a page's spans and events too", async () => {
    const { traceId, body } = jsonTrace(1, Date.now());
    expect(await post(server.url, body, { origin: "https://evil.example" })).toBe(403);
    const event = await fetch(`${server.url}/v1/events`, {
      method: "POST",
      headers: { "content-type": "text/plain", origin: "https://evil.example" },
      body: JSON.stringify({ service: "a", release: "b" }),
    });
    expect(event.status).toBe(403);
    expect((await fetch(`${server.url}/api/v1/traces/${traceId}`)).status).toBe(404);
  });

  test("allows no other origin to read an answer", async () => {
    const response = await fetch(`${server.url}/healthz`, { headers: { origin: "https://evil.example" } });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });
});

/** Printed for people on stderr, once the server is ready. */
function publicUrlOf(server: ServerProcess): Promise<string> {
  return until(
    "the public address is printed",
    5_000,
    async () => /OTLP for other machines: (http:\S+?),/.exec(server.log())?.[1],
  );
}

function connection(server: ServerProcess, dataDir: string): string[] {
  return ["--url", server.url, "--data", dataDir];
}

function bearer(secret: string): Record<string, string> {
  return { authorization: `Bearer ${secret}` };
}

/** A GET whose every header can be set, `host` included, which fetch does not allow. */
function answer(
  url: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: ErrorBody }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url + path, { headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => (text += piece));
      response.on("end", () => {
        // Metrics are no JSON; only what is refused is looked into.
        const body = response.statusCode === 200 ? null : JSON.parse(text);
        resolve({ status: response.statusCode ?? 0, body: body as ErrorBody });
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}
