import { readFile } from "node:fs/promises";
import type { AuditResponse, ErrorBody, KeyCreated, KeysResponse, SessionResponse } from "@governor/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { getJson, until } from "./system/wait.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let url = "";
let setupUrl = "";
let owner: KeyCreated;

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startServer(folder.path, ["--http", "0.0.0.0:0"]);
  url = `http://127.0.0.1:${new URL(server.url).port}`;
  setupUrl = await until(
    "the set-up link is printed",
    5_000,
    async () => /Set it up.*: (http\S+)/.exec(server.log())?.[1],
  );
});

afterAll(async () => {
  await server.end("SIGTERM");
  await folder.remove();
});

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const codeOf = async (response: Response) => ((await response.json()) as ErrorBody).error.code;
const run = (...args: string[]) => governor([...args, "--url", url, "--data", folder.path]);

async function created(...args: string[]): Promise<KeyCreated> {
  const { code, stdout, stderr } = await run("keys", "create", "--json", ...args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as KeyCreated;
}

test("the first start's link makes an owner's key, once, and signs the browser in", async () => {
  expect(setupUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/setup#[\w-]{32}$/);
  const token = setupUrl.split("#")[1] ?? "";
  expect(await codeOf(await post("/api/v1/setup", { token: "guess", name: "mallory" }))).toBe("setup.wrong-token");
  const answer = await post("/api/v1/setup", { token, name: "ann" });
  expect(answer.status).toBe(201);
  owner = (await answer.json()) as KeyCreated;
  expect(owner.key).toMatchObject({ name: "ann", role: "owner", createdBy: "setup" });
  const cookie = answer.headers.get("set-cookie") ?? "";
  expect(cookie).toContain("HttpOnly");
  const session = await getJson<SessionResponse>(`${url}/api/v1/session`, { cookie: cookie.split(";")[0] ?? "" });
  expect(session).toMatchObject({ by: "cookie", principal: { name: "ann", role: "owner", tenants: "all" } });
  expect(await codeOf(await post("/api/v1/setup", { token, name: "eve" }))).toBe("setup.closed");
  const out = await fetch(`${url}/api/v1/session`, { method: "DELETE" });
  expect([out.status, out.headers.get("set-cookie")]).toEqual([204, expect.stringContaining("Max-Age=0")]);
});

test("an admin makes keys, but none as high as their own, and takes none of an owner's", async () => {
  const admin = await created("--name", "boss", "--role", "admin");
  const headers = bearer(admin.secret);
  expect((await post("/api/v1/keys", { name: "wall", role: "viewer" }, headers)).status).toBe(201);
  for (const role of ["owner", "admin"]) {
    expect((await post("/api/v1/keys", { name: `second ${role}`, role }, headers)).status, role).toBe(403);
  }
  const revoke = (id: string) => fetch(`${url}/api/v1/keys/${id}`, { method: "DELETE", headers });
  expect((await revoke(owner.key.id)).status).toBe(403);
  expect((await post(`/api/v1/keys/${owner.key.id}/rotate`, {}, headers)).status).toBe(403);
  expect((await post(`/api/v1/keys/${admin.key.id}/rotate`, { graceMs: 60_000 }, headers)).status).toBe(200);
  expect((await revoke(admin.key.id)).status).toBe(200);
});

test("the command line limits a key to tenants and teams, and refuses to limit one that administers", async () => {
  const made = await created(
    "--name",
    "portal",
    "--role",
    "viewer",
    "--tenant",
    "acme",
    "--tenant",
    "globex",
    "--team",
    "search",
  );
  expect(made.key).toMatchObject({ tenants: ["acme", "globex"], teams: ["search"] });
  const listed = await run("keys", "list");
  expect(listed.stdout).toMatch(/portal\s+viewer\s+gov_view_\S+\s+tenant acme, globex; team search/);
  const refused = await run("keys", "create", "--name", "x", "--role", "ingest", "--tenant", "acme");
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain("key.scope-refused");
});

test("a key is rotated by its name; both secrets work until the grace ends", async () => {
  const made = await created("--name", "wallboard", "--role", "viewer");
  const rotated = await run("keys", "rotate", "wallboard", "--grace", "1h");
  expect(rotated.code, rotated.stderr).toBe(0);
  const secret = rotated.stdout.trim();
  expect(secret).toMatch(/^gov_view_/);
  for (const one of [made.secret, secret]) {
    expect((await fetch(`${url}/api/v1/status`, { headers: bearer(one) })).status).toBe(200);
  }
  await run("keys", "rotate", "wallboard", "--grace", "0s");
  await until("the first secret has ended", 10_000, async () => {
    return (await fetch(`${url}/api/v1/status`, { headers: bearer(made.secret) })).status === 401;
  });
  expect(await run("keys", "rotate", "wallboard", "--grace", "1y")).toMatchObject({ code: 2, stdout: "" });
  expect(await run("keys", "revoke", "wallboard")).toMatchObject({ code: 0 });
  expect(await run("keys", "revoke", "wallboard")).toMatchObject({ code: 2, stdout: "" });
});

test("every change leaves a line with who made it, which owners and admins read and others do not", async () => {
  const ci = await created("--name", "pipeline", "--role", "ci");
  const event = await post("/v1/events", { service: "api", release: "v9" }, bearer(ci.secret));
  expect(event.status).toBe(202);
  const { stdout } = await run("audit", "--json", "--since", "1h");
  const { entries } = JSON.parse(stdout) as AuditResponse;
  const lines = entries.map(({ actorName, action }) => `${actorName} ${action}`);
  expect(lines[0]).toBe("pipeline event.announced");
  for (const line of ["setup key.created", "boss key.created", "boss key.revoked", "local key.rotated"])
    expect(lines).toContain(line);
  expect(stdout).not.toContain(ci.secret);
  expect(stdout).not.toContain(owner.secret);
  expect((await fetch(`${url}/api/v1/audit`, { headers: bearer(ci.secret) })).status).toBe(403);
  const page = await getJson<AuditResponse>(`${url}/api/v1/audit?limit=2`, bearer(owner.secret));
  const next = await getJson<AuditResponse>(
    `${url}/api/v1/audit?limit=2&before=${page.nextBefore}`,
    bearer(owner.secret),
  );
  expect([...page.entries, ...next.entries].map(({ id }) => id)).toEqual(entries.slice(0, 4).map(({ id }) => id));
  const table = await run("audit", "--actor", "pipeline");
  expect(table.stdout).toMatch(/pipeline\s+event\.announced\s+event:\S+\s+kind deploy, release v9, service api/);
});

test("nothing waits for a second person, and the command says so", async () => {
  const list = await run("decisions", "list");
  expect(list).toMatchObject({ code: 0, stdout: "" });
  expect(list.stderr).toContain("second person");
  const unknown = await run("decisions", "approve", "5b0e9f0e-0000-4000-8000-000000000000");
  expect(unknown).toMatchObject({ code: 2, stdout: "" });
});

test("two admins together revoke an owner's key; one alone does not", async () => {
  const lost = await created("--name", "lost", "--role", "owner");
  const ann = await created("--name", "admin ann", "--role", "admin");
  const ben = await created("--name", "admin ben", "--role", "admin");
  const path = `/api/v1/keys/${lost.key.id}`;
  expect((await fetch(url + path, { method: "DELETE", headers: bearer(ann.secret) })).status).toBe(403);
  const proposed = await run("keys", "revoke", "lost", "--propose", "left the company", "--key", ann.secret);
  expect(proposed.code, proposed.stderr).toBe(0);
  const id = proposed.stdout.trim();
  const alone = await run("decisions", "approve", id, "--key", ann.secret);
  expect(alone).toMatchObject({ code: 4, stdout: "" });
  expect(alone.stderr).toContain("auth.second-person");
  const listed = await run("decisions", "list");
  expect(listed.stdout).toMatch(/open\s+key\.revoke\s+key:\S+\s+admin ann/);
  expect((await fetch(`${url}/api/v1/status`, { headers: bearer(lost.secret) })).status).toBe(200);
  const approved = await run("decisions", "approve", id, "--note", "true", "--key", ben.secret);
  expect(approved.code, approved.stderr).toBe(0);
  expect((await fetch(`${url}/api/v1/status`, { headers: bearer(lost.secret) })).status).toBe(401);
  const again = await run("decisions", "deny", id, "--key", ben.secret);
  expect(again.stderr).toContain("decision.closed");
});

test("an address that goes on with wrong keys is told to stop, while a right key is still taken", async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 40; n++) {
    statuses.push((await fetch(`${url}/api/v1/status`, { headers: bearer(`gov_view_wrong${n}`) })).status);
  }
  expect(statuses[0]).toBe(401);
  expect(statuses.at(-1)).toBe(429);
  expect((await fetch(`${url}/api/v1/status`, { headers: bearer(owner.secret) })).status).toBe(200);
  const span = await post("/v1/traces", {}, bearer("gov_ing_wrong"));
  expect(span.status, "exporters try again after a 429").toBe(401);
});

test("neither the link's token nor a secret is in the log of requests, and the next start makes no link", async () => {
  expect(server.log()).not.toContain(owner.secret);
  await server.end("SIGTERM");
  server = await startServer(folder.path, ["--http", "0.0.0.0:0"]);
  url = `http://127.0.0.1:${new URL(server.url).port}`;
  const localKey = await readFile(`${folder.path}/local.key`, "utf8");
  const { keys } = await getJson<KeysResponse>(`${url}/api/v1/keys`, bearer(localKey));
  expect(keys.map(({ name }) => name)).toContain("ann");
  expect(server.log()).not.toContain("/setup#");
});
