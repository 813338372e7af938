import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Reach, Verdict } from "@governor/contract";
import { recordVerdicts } from "../../act/finding/finding.ts";
import { readConfig } from "../../config.ts";
import { SILENT_LOG } from "../../log.ts";
import { startServer, type Server } from "../../main.ts";
import { createKey } from "../../records/key/key.ts";

const TENANTS = ["tenant-aster", "tenant-birch", "tenant-cedar"];
const TEAMS = ["search", "billing"];
const SERVICES: Record<string, string> = { search: "svc-search", billing: "svc-billing" };
/** Every pair of a tenant and a service has data of its own, and each piece of it says whose it is. */
const PAIRS = TENANTS.flatMap((tenant) => TEAMS.map((team) => ({ tenant, team, service: SERVICES[team] ?? "" })));
type Pair = (typeof PAIRS)[number];
const markOf = ({ tenant, team }: Pair) => `mark-${tenant.slice(7)}-${team}`;

const CATALOG = `version: 1
teams: { search: {}, billing: {} }
services:
  svc-search: { owner: search }
  svc-billing: { owner: billing }
journeys:
  work:
    owner: search
    steps:
      find: { selector: { service: svc-search, span: common }, target: { p95: 1ms, min_samples: 20 } }
      pay: { selector: { service: svc-billing, span: common }, target: { p95: 1ms, min_samples: 20 } }
`;

/** One trace that every pair is part of, which is how a trace would leak. */
const SHARED_TRACE = randomBytes(16).toString("hex");

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: { enum?: string[] };
}
interface OpenApi {
  paths: Record<string, { get?: { parameters?: Parameter[] } }>;
}

let folder: string;
let server: Server;
let api: OpenApi;
/** What a path's or a query's parameter may hold, so that routes find something to show. */
let known: string[];
const traceIds = [SHARED_TRACE];
const spanIds: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gov-"));
  await chmod(folder, 0o711);
  const catalog = join(folder, "governor.yaml");
  await writeFile(catalog, CATALOG);
  const flags = { data: join(folder, "data"), http: "127.0.0.1:0", catalog, "judge-interval": "1h" };
  server = await startServer(readConfig(flags, {}), SILENT_LOG);
  for (const pair of PAIRS) await sendSpans(pair);
  await recordVerdicts(server.context.state, PAIRS.map(verdictOf), Date.now());
  await vi.waitFor(() => expect(server.context.intake.stats().spansPending).toBe(0), 30_000);
  const findings = await server.context.state.query<{ id: string }>({ name: "test", text: "SELECT id FROM findings" });
  known = [...traceIds, ...findings.map(({ id }) => id)];
  api = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenApi;
}, 120_000);

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test("whatever is asked of any route, no answer holds what its key may not see", { timeout: 240_000 }, async () => {
  const names = (all: string[]) => fc.oneof(fc.constant("all" as const), fc.subarray(all, { minLength: 1 }));
  const reach = fc.record({ tenants: names([...TENANTS, "tenant-nobody"]), teams: names([...TEAMS, "nobody"]) });
  await fc.assert(
    fc.asyncProperty(reach, async (limits) => {
      const answers = await readEverything(await keyFor(limits));
      const hidden = PAIRS.filter((pair) => !sees(limits, pair));
      const words = hidden.map(markOf);
      if (limits.tenants !== "all") words.push(...TENANTS.filter((tenant) => !limits.tenants.includes(tenant)));
      for (const { url, text } of answers) {
        const leaked = words.find((word) => text.includes(word) && !url.includes(word));
        expect(leaked, `${url} with ${JSON.stringify(limits)}`).toBeUndefined();
      }
      // A test that sees nothing at all would prove nothing.
      const everything = answers.map(({ text }) => text).join("\n");
      for (const pair of PAIRS.filter((one) => sees(limits, one))) expect(everything).toContain(markOf(pair));
    }),
    {
      numRuns: 6,
      // Each run asks hundreds of questions, and its message names the one that leaked: nothing to gain from a smaller case.
      endOnFailure: true,
      examples: [
        [{ tenants: ["tenant-aster"], teams: "all" }],
        [{ tenants: "all", teams: ["billing"] }],
        [{ tenants: ["tenant-birch"], teams: ["search"] }],
        [{ tenants: "all", teams: "all" }],
      ],
    },
  );
});

test("a key that is limited to tenants changes nothing that is everybody's, and one to a team no other team's finding", async () => {
  const headers = { authorization: `Bearer ${await keyFor({ tenants: ["tenant-aster"], teams: "all" })}` };
  const json = { ...headers, "content-type": "application/json" };
  const body = JSON.stringify({ service: "svc-search", release: "v2" });
  expect((await fetch(`${server.url}/v1/events`, { method: "POST", headers: json, body })).status).toBe(403);
  const mine = await fetch(`${server.url}/api/v1/findings?state=all`, { headers });
  const ids = ((await mine.json()) as { findings: { id: string }[] }).findings.map(({ id }) => id);
  expect(ids).toHaveLength(TEAMS.length);
  const all = known.filter((id) => id.length === 36);
  for (const id of all) {
    const note = JSON.stringify({ note: "mine" });
    const answer = await fetch(`${server.url}/api/v1/findings/${id}/acknowledge`, {
      method: "POST",
      headers: json,
      body: note,
    });
    expect(answer.status, id).toBe(ids.includes(id) ? 200 : 404);
  }
});

test("a key that is limited to teams gives them no service and announces nothing of another team's", async () => {
  const ask = async (secret: string, method: string, path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    return (await fetch(server.url + path, { method, headers, body: JSON.stringify(body) })).status;
  };
  const mine = await keyFor({ tenants: "all", teams: ["search"] });
  const part = { content: "version: 1\nservices: { svc-unowned: { owner: search } }\n" };
  expect(await ask(mine, "PUT", "/api/v1/catalog/parts/grab", part)).toBe(403);
  expect(await ask(mine, "PUT", "/api/v1/catalog/parts/grab?dryRun=true", part)).toBe(200);
  expect(await ask(mine, "POST", "/v1/events", { service: "svc-billing", release: "v2" })).toBe(403);
  expect(await ask(mine, "POST", "/v1/events", { service: "svc-search", release: "v2" })).toBe(202);
  const drill = { kind: "rollback", service: "svc-search", outcome: "passed" };
  const ofTenant = await keyFor({ tenants: ["tenant-aster"], teams: "all" });
  expect(await ask(ofTenant, "POST", "/api/v1/drills", drill)).toBe(403);
  expect(await ask(mine, "POST", "/api/v1/drills", drill)).toBe(201);
});

function sees(limits: { tenants: Reach; teams: Reach }, { tenant, team }: Pair): boolean {
  return (
    (limits.tenants === "all" || limits.tenants.includes(tenant)) &&
    (limits.teams === "all" || limits.teams.includes(team))
  );
}

let count = 0;
async function keyFor(limits: { tenants: Reach; teams: Reach }): Promise<string> {
  const wanted = { ...limits, name: `reader ${count++}`, role: "editor" as const, actor: "local" };
  const { secret } = await createKey(server.context.state, { ...wanted, random: randomBytes(24), nowMs: Date.now() });
  server.context.keys.reload();
  return secret;
}

/** Every GET route of the API's own description, with every parameter that could name somebody else's data. */
async function readEverything(secret: string): Promise<{ url: string; text: string }[]> {
  const urls = Object.entries(api.paths).flatMap(([path, { get }]) => (get ? urlsOf(path, get.parameters ?? []) : []));
  const answers: { url: string; text: string }[] = [];
  for (const url of urls) {
    const response = await fetch(server.url + url, { headers: { authorization: `Bearer ${secret}` } });
    const text = await response.text();
    expect(response.status, `${url}: ${text}`).toBeLessThan(500);
    answers.push({ url, text });
  }
  return answers;
}

function urlsOf(path: string, parameters: Parameter[]): string[] {
  const query = parameters.filter((one) => one.in === "query");
  const required = query
    .filter((one) => one.required)
    .map((one) => valuesOf(one).map((value): [string, string] => [one.name, value]));
  const bases = required.reduce<[string, string][][]>(
    (all, one) => all.flatMap((base) => one.map((pair) => [...base, pair])),
    [[]],
  );
  const filters = query
    .filter((one) => !one.required)
    .flatMap((one) => valuesOf(one).map((value): [string, string] => [one.name, value]));
  const searches = bases.flatMap((base) => [base, ...filters.map((filter) => [...base, filter])]);
  const texts = searches.map((search) => (search.length === 0 ? "" : `?${new URLSearchParams(search).toString()}`));
  // Only filters by whose data it is multiply with what is in the path.
  return pathsOf(path).flatMap((one, n) => (n === 0 ? texts : texts.slice(0, 1)).map((text) => one + text));
}

function pathsOf(path: string): string[] {
  const name = /\{(\w+)\}/.exec(path)?.[1];
  if (name === undefined) return [path];
  const values = name === "spanId" ? spanIds : known;
  return values.flatMap((value) => pathsOf(path.replace(`{${name}}`, value)));
}

function valuesOf({ name, schema }: Parameter): string[] {
  if (schema?.enum) return schema.enum;
  const values: Record<string, string[]> = {
    tenant: TENANTS,
    service: Object.values(SERVICES),
    release: ["v1"],
    team: TEAMS,
    tag: ["tenant", "service"],
    from: ["now-2h"],
    endpoint: ["common"],
    name: ["common"],
  };
  return values[name] ?? [];
}

async function sendSpans(pair: Pair): Promise<void> {
  const own = randomBytes(16).toString("hex");
  traceIds.push(own);
  const mark = markOf(pair);
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const nowMs = Date.now();
  const span = (traceId: string, name: string, at: number) => {
    const spanId = randomBytes(8).toString("hex");
    // One of each pair is enough: what a span's own route gives away, it gives away of any.
    if (traceId === SHARED_TRACE && name !== "common") spanIds.push(spanId);
    return {
      traceId,
      spanId,
      name,
      kind: 2,
      startTimeUnixNano: `${nowMs - 60_000 + at}000000`,
      endTimeUnixNano: `${nowMs - 60_000 + at + 50}000000`,
      status: { code: 2, message: `${mark} failed` },
      attributes: [
        attribute("governor.tenant", pair.tenant),
        attribute("governor.feature", `feature ${mark}`),
        attribute("db.system.name", "postgresql"),
        attribute("db.query.text", `SELECT '${mark}'`),
        attribute("who", mark),
      ],
      events: [{ timeUnixNano: `${nowMs}000000`, name: `event ${mark}`, attributes: [attribute("what", mark)] }],
    };
  };
  const spans = [
    ...Array.from({ length: 5 }, (_, n) => span(own, "common", n)),
    span(own, `GET /${mark}`, 10),
    span(SHARED_TRACE, "common", 20),
    span(SHARED_TRACE, `GET /${mark}`, 30),
  ];
  const resource = {
    attributes: [attribute("service.name", pair.service), attribute("service.version", "v1"), attribute("host", mark)],
  };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  const response = await fetch(`${server.url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  expect(response.status).toBe(200);
}

function verdictOf(pair: Pair): Verdict {
  const mark = markOf(pair);
  return {
    rule: "budget",
    outcome: "breach",
    subject: {
      tenant: pair.tenant,
      service: pair.service,
      journey: "work",
      step: pair.team === "search" ? "find" : "pay",
    },
    summary: `${mark} is slow`,
    observed: 900,
    limit: 600,
    unit: "ms",
    interval: null,
    confidence: 0.99,
    n: 100,
    minN: 20,
    windowFromMs: Date.now() - 300_000,
    windowToMs: Date.now(),
    evidence: [{ kind: "note", note: `evidence of ${mark}` }],
    owner: { team: pair.team, contact: "", source: "service" },
    sinceMs: null,
    suspects: [],
    rollback: null,
    remedy: `look at ${mark}`,
  };
}
