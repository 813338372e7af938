import { readdirSync } from "node:fs";
import { join } from "node:path";
import type {
  AuditResponse,
  EndpointOffendersResponse,
  FindingResponse,
  KeysResponse,
  ReleasesResponse,
  SessionResponse,
  TraceResponse,
} from "@governor/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { makeOldStore, OLD_SPANS, type OldStore } from "./system/old-store.ts";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { jsonTrace, post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

const NOW_MS = Date.now();
const DAY_MS = 86_400_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let data: string;
let server: ServerProcess;
let old: OldStore;
let pending: unknown;

beforeAll(async () => {
  folder = await temporaryFolder();
  data = join(folder.path, "data");
  old = await makeOldStore(data, NOW_MS);
  pending = await migrations();
  server = await startServer(data);
}, 60_000);

afterEach(({ task }) => {
  if (task.result?.state === "fail") console.error(server.log());
});

afterAll(async () => {
  await server?.end("SIGTERM");
  await folder.remove();
});

const get = <Body>(path: string) =>
  getJson<Body>(`${server.url}/api/v1/${path}`, { authorization: `Bearer ${old.secret}` });

/** What the next start would apply. */
async function migrations(): Promise<unknown> {
  const { stdout, stderr } = await governor(["store", "migrate", "--dry-run", "--data", data, "--json"]);
  expect(stderr).not.toContain("[");
  return JSON.parse(stdout);
}

/** Calls of the old spans' endpoint by what a period is read from. */
async function callsSince(fromMs: number): Promise<number | undefined> {
  const page = await get<EndpointOffendersResponse>(`offenders/endpoints?from=${fromMs}&to=${NOW_MS + 60_000}`);
  return page.endpoints.find(({ service, route }) => service === "api" && route === "/search")?.calls;
}

function newerMigrations(store: "facts" | "state"): string[] {
  return readdirSync(new URL(`../packages/governor/src/store/${store}/migrations`, import.meta.url))
    .toSorted()
    .slice(1)
    .map((name) => name.replace(/\.sql$/, ""));
}

test("a folder of the first schema is told what an upgrade applies: every migration but the first", () => {
  const names = pending as { facts: string[]; state: string[] };
  const bare = (list: string[]) => list.map((name) => name.replace(/\.sql$/, ""));
  expect(bare(names.facts)).toEqual(newerMigrations("facts"));
  expect(bare(names.state)).toEqual(newerMigrations("state"));
});

test("a trace of before is there by its id, whole", async () => {
  const trace = await get<TraceResponse>(`traces/${old.traceId}`);
  expect(trace.spans.map(({ name, dbQuery }) => ({ name, dbQuery }))).toEqual([
    { name: "GET /cases/:id", dbQuery: "" },
    { name: "GET /search", dbQuery: "SELECT 1" },
  ]);
});

test("reports count the spans of before, of an hour from the spans and of a month from filled rollups", async () => {
  expect(await callsSince(NOW_MS - 3_600_000)).toBe(OLD_SPANS.recent);
  const all = OLD_SPANS.recent + OLD_SPANS.days.length * OLD_SPANS.aDay;
  expect(await callsSince(NOW_MS - 30 * DAY_MS)).toBe(all);
  // Today and each earlier one.
  expect(server.log()).toContain(`${OLD_SPANS.days.length + 1}/${OLD_SPANS.days.length + 1}`);
  expect(server.log()).not.toContain("backfill-cut");
});

test("releases and what was announced of them are there", async () => {
  const { releases } = await get<ReleasesResponse>(`releases?from=${NOW_MS - 30 * DAY_MS}&to=${NOW_MS + 60_000}`);
  const of = (name: string) => releases.find(({ service, release }) => service === "api" && release === name);
  expect(of("v1")).toMatchObject({ previous: "v0", event: { id: "deploy-1", sha: "4f1c2d", actor: "rosa" } });
  expect(of("v0")).toMatchObject({ spans: OLD_SPANS.days.length * OLD_SPANS.aDay });
});

test("a finding is there with what people did about it", async () => {
  const { finding } = await get<FindingResponse>(`findings/${old.findingId}`);
  expect(finding).toMatchObject({
    id: old.findingId,
    openedMs: NOW_MS - 600_000,
    triagedMs: NOW_MS - 600_000,
    snooze: null,
  });
  expect(finding.verdict).toMatchObject({ rule: "budget.p95", observed: 800, limit: 600 });
  expect(finding.history).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: "opened" }),
      expect.objectContaining({ event: "acknowledged", actor: "key:rosa", note: "Rolling back" }),
    ]),
  );
});

test("a key of before works in its role, sees everything, and says who made it", async () => {
  const { principal } = await get<SessionResponse>("session");
  expect(principal).toMatchObject({ name: "boss", role: "admin", tenants: "all", teams: "all" });
  const { keys } = await get<KeysResponse>("keys");
  expect(keys.find(({ id }) => id === old.keyId)).toMatchObject({ role: "admin", createdBy: "key:rosa" });
  const { entries } = await get<AuditResponse>("audit");
  expect(entries).toContainEqual(
    expect.objectContaining({ actor: "key:rosa", action: "key.created", subject: `key:${old.keyId}` }),
  );
});

test("what comes after the upgrade joins what was there; a second start applies nothing and loses nothing", async () => {
  const sent = jsonTrace(3, Date.now(), "later");
  expect(await post(server.url, sent.body, { authorization: `Bearer ${old.secret}` })).toBe(200);
  const stored = () => get<TraceResponse>(`traces/${sent.traceId}`).then(({ spans }) => spans.length === 3);
  await until("the new trace can be read", 10_000, stored);
  const before = [await callsSince(NOW_MS - 30 * DAY_MS), await get<KeysResponse>("keys").then(lastUseApart)];
  await server.end("SIGTERM");
  expect(await migrations()).toEqual({ schemaVersion: 1, dryRun: true, facts: [], state: [] });
  server = await startServer(data);
  expect(server.log()).not.toMatch(/store\.(facts|state)\.(migrated|backfilled)/);
  expect([await callsSince(NOW_MS - 30 * DAY_MS), await get<KeysResponse>("keys").then(lastUseApart)]).toEqual(before);
  expect(await stored()).toBe(true);
  expect((await get<TraceResponse>(`traces/${old.traceId}`)).spans).toHaveLength(2);
});

function lastUseApart({ keys }: KeysResponse): object[] {
  return keys.map(({ lastUsedMs: _lastUsedMs, ...key }) => key);
}
