import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FindingsResponse, JourneysResponse, StatusResponse, StepHealth } from "@governor/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

const CATALOG = `version: 1
teams:
  search: { contact: "#search" }
services:
  cases-api: { owner: search }
journeys:
  case-search:
    owner: search
    steps:
      page:
        title: Page TTFB
        measure: { vital: ttfb, page: /cases }
        target: { p95: 300ms }
      search:
        title: Search API
        selector: { service: cases-api, method: GET, route: /search }
        target: { p95: 600ms, error_rate: 5%, payload: 100KB, cache_hit: 80%, min_samples: 20, window: 1h }
      open:
        title: Open
        selector: { service: cases-api, method: GET, route: /open }
        target: { p95: 600ms, min_samples: 20, window: 1h }
`;

const endMs = Date.now() - 60_000;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;

beforeAll(async () => {
  folder = await temporaryFolder();
  const path = join(folder.path, "governor.yaml");
  await writeFile(path, CATALOG);
  server = await startServer(join(folder.path, "data"), ["--catalog", path]);
  // 200 searches: half of them miss the cache, every fourth body is far too large, and four in five are the big tenant's.
  const searches = Array.from({ length: 200 }, (_, i) =>
    request(i, "/search", {
      "governor.tenant": i % 5 === 0 ? "small" : "big",
      "governor.cache.hit": i % 2 === 0,
      "http.response.body.size": i % 4 === 0 ? 1_000_000 : 10_000,
    }),
  );
  const opened = Array.from({ length: 100 }, (_, i) => request(1_000 + i, "/open", {}));
  expect(await post(server.url, otlp([...searches, ...opened]))).toBe(200);
  await until("everything sent is readable", 30_000, async () => {
    const status = await getJson<StatusResponse>(`${server.url}/api/v1/status`);
    return status.spansAcknowledged > 0 && status.spansPending === 0;
  });
}, 60_000);

afterAll(async () => {
  await server?.end("SIGTERM");
  await folder?.remove();
});

test("a step says what its spans say of caches, sizes, sampling and tenants", async () => {
  const { search, open } = await steps("now-15m");
  expect(search).toMatchObject({ source: "spans", n: 200, errorRate: 0, cacheHitRate: 0.5, cacheLookups: 200 });
  expect(search).toMatchObject({ responseBytesMean: 257_500, responses: 200, sampleRate: 0.25, sampleKnown: 1 });
  expect((search?.responseBytesP95 ?? 0) / 1_000_000).toBeCloseTo(1, 1);
  expect(search?.tenants.map(({ tenant, n }) => [tenant, n])).toEqual([
    ["big", 160],
    ["small", 40],
  ]);
  expect(open).toMatchObject({ cacheHitRate: null, cacheLookups: 0, responseBytesMean: null, budgets: [] });
});

test("each further budget has its state, over the period that is shown", async () => {
  const { search } = await steps("now-15m");
  expect(search?.budgets.map(({ rule, state }) => [rule, state])).toEqual([
    ["budget.error_rate", "within"],
    ["budget.payload", "over"],
    ["budget.cache_hit", "over"],
  ]);
});

test("a long period is read from rollups, and says the same but for what they do not keep", async () => {
  const { search } = await steps("now-7d");
  expect(search).toMatchObject({ n: 200, cacheHitRate: 0.5, responseBytesMean: 257_500, responseBytesP95: null });
  expect(search?.budgets.find(({ rule }) => rule === "budget.payload")).toMatchObject({ state: "over", low: null });
  expect(search?.tenants[0]).toMatchObject({ tenant: "big", n: 160 });
  expect(search?.exemplarTraceId).toMatch(/^[0-9a-f]{32}$/);
});

test("a step of the browser has no data, says why, and stands where the catalog has it", async () => {
  const { journeys } = await getJson<JourneysResponse>(`${server.url}/api/v1/journeys`);
  expect(journeys[0]?.steps.map(({ step, source, state }) => [step, source, state])).toEqual([
    ["page", "browser", "no-data"],
    ["search", "spans", "within"],
    ["open", "spans", "within"],
  ]);
  expect(journeys[0]?.steps[0]).toMatchObject({ endpoint: "ttfb of /cases", targetMs: 300, service: "" });
  expect(journeys[0]?.steps[0]?.reason).toContain("browser data");
});

test("budgets beside p95 become findings of their own", async () => {
  const rules = await until("both are found", 60_000, async () => {
    const { findings } = await getJson<FindingsResponse>(`${server.url}/api/v1/findings`);
    return findings.length >= 2 ? findings.map(({ verdict }) => verdict.rule).toSorted() : null;
  });
  expect(rules).toEqual(["budget.cache_hit", "budget.payload"]);
});

test("the gate breaches on them, and lists what needs browser data without failing for it", async () => {
  const red = await governor(["gate", "--release", "v1", "--url", server.url], { GITHUB_ACTIONS: "" });
  expect(red.code).toBe(1);
  expect(red.stdout).toContain("case-search / search payload");
  expect(red.stdout).toMatch(
    /Not judged: needs browser data[^\n]*\n {2}case-search \/ page {2}ttfb of \/cases ≤ 300 ms/,
  );
  const own = await governor(["gate", "--release", "v1", "--service", "cases-api", "--url", server.url], {
    GITHUB_ACTIONS: "",
  });
  expect(own.stdout).not.toContain("Not judged");
});

test("the command line tells what is over, and with --wide the rest; a plain row fits 100 characters", async () => {
  const plain = await governor(["journeys", "--url", server.url]);
  expect(plain.code).toBe(0);
  expect(plain.stdout).toMatch(/Search API .* over: size, cache +search/);
  expect(plain.stderr).toContain("no data of 1 step: needs browser data");
  expect(Math.max(...plain.stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  const wide = await governor(["journeys", "--wide", "--url", server.url]);
  expect(wide.stdout).toMatch(/25\.0 % +50\.0 % +258 KB +994 KB +big \d+ ms, small/);
});

async function steps(from: string): Promise<Record<string, StepHealth>> {
  const { journeys } = await getJson<JourneysResponse>(`${server.url}/api/v1/journeys?from=${from}`);
  return Object.fromEntries(journeys.flatMap((journey) => journey.steps.map((step) => [step.step, step])));
}

/** One request of 50 to 150 ms, one of four that happened. */
function request(i: number, route: string, more: Record<string, string | number | boolean>): object {
  const startNs = BigInt(endMs - 300_000 + i * 100) * 1_000_000n;
  return {
    traceId: (i + 1).toString(16).padStart(32, "0"),
    spanId: (i + 1).toString(16).padStart(16, "0"),
    traceState: "ot=th:c",
    name: `GET ${route}`,
    kind: 2,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + BigInt(50 + (i % 100)) * 1_000_000n),
    attributes: attributes({ "http.request.method": "GET", "http.route": route, ...more }),
  };
}

function otlp(spans: object[]): string {
  const resource = { attributes: attributes({ "service.name": "cases-api", "service.version": "v1" }) };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}

function attributes(values: Record<string, string | number | boolean>): object[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value:
      typeof value === "string"
        ? { stringValue: value }
        : typeof value === "boolean"
          ? { boolValue: value }
          : { intValue: String(value) },
  }));
}
