import { quantile, SPAN_KIND, type OffenderSort } from "@governor/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SYSTEM_SCOPE } from "../../store/scope.ts";
import { openTestFacts, seedSpans, traceIdOf } from "../testing/seed.ts";
import { judgeOffenders } from "./offenders.ts";
import { readOffenders } from "./page.ts";
import { rankEndpoints } from "./rank.ts";
import { readEndpoints, type EndpointsQuery } from "./read.ts";

const FROM_MS = Date.now() - 3_600_000;
const PERIOD_MS = 600_000;

const times = (n: number) => Array.from({ length: n }, (_, i) => i);

let facts: Awaited<ReturnType<typeof openTestFacts>>;

beforeAll(async () => {
  facts = await openTestFacts();
  await seedSpans(facts, [
    // the period before: as fast again
    ...times(200).map((i) => ({ startMs: FROM_MS - PERIOD_MS + i, durationMs: 50 })),
    ...times(200).map((i) => ({ startMs: FROM_MS + i * 1_000, durationMs: 100, trace: `s${i}`, release: "v2" })),
    // rare and slow, half of them failing
    ...times(20).map((i) => ({
      startMs: FROM_MS + i * 1_000,
      durationMs: 2_000,
      route: "/export",
      status: i % 2 === 0 ? 2 : 0,
      trace: `x${i}`,
    })),
    // a job without route, and work below an entry, which is no endpoint
    ...times(10).map((i) => ({
      startMs: FROM_MS + i,
      service: "jobs",
      name: "index",
      route: "",
      method: "",
      kind: SPAN_KIND.internal,
    })),
    ...times(10).map((i) => ({ startMs: FROM_MS + i, durationMs: 9_000, kind: SPAN_KIND.client, parent: "p" })),
  ]);
}, 120_000);

afterAll(() => facts?.remove());

function read(query: Partial<EndpointsQuery> = {}) {
  return readEndpoints(facts, { fromMs: FROM_MS, toMs: FROM_MS + PERIOD_MS, ...query }, SYSTEM_SCOPE);
}

async function ranked(sort: Parameters<typeof rankEndpoints>[0]["sort"]) {
  const now = await read({ withTraces: true });
  const before = await read({ fromMs: FROM_MS - PERIOD_MS, toMs: FROM_MS });
  return rankEndpoints({
    cells: now.cells,
    previous: before.cells,
    series: [],
    periodMs: PERIOD_MS,
    totalTimeMs: now.totalTimeMs,
    sort,
  });
}

test("endpoints are the entries of services, by total time, with shares of all of it", async () => {
  const { total, totalTimeMs } = await read();
  expect([total, totalTimeMs]).toEqual([3, 61_000]);
  const rows = await ranked("share");
  expect(rows.map((row) => [row.service, row.endpoint, row.calls, row.totalTimeMs])).toEqual([
    ["api", "GET /export", 20, 40_000],
    ["api", "GET /search", 200, 20_000],
    ["jobs", "index", 10, 1_000],
  ]);
  expect(rows.reduce((sum, row) => sum + row.timeShare, 0)).toBeCloseTo(1, 9);
});

test("an endpoint shows its errors, release, change and examples", async () => {
  const [slow, search] = await ranked("share");
  expect(slow).toMatchObject({
    errors: 10,
    errorRate: 0.5,
    errorImpact: 1,
    change: null,
    errorTraceId: traceIdOf("x18"),
  });
  expect(search).toMatchObject({ errors: 0, release: "v2", exemplarTraceId: traceIdOf("s199"), errorTraceId: null });
  expect(search?.change).toBeCloseTo(1, 1);
  expect(search?.p95Ms).toBeGreaterThan(95);
  expect(search?.p95Ms).toBeLessThan(105);
});

test.each([
  ["calls", "GET /search"],
  ["p95", "GET /export"],
  ["errors", "GET /export"],
  ["errorImpact", "GET /export"],
  ["change", "GET /search"],
] as const)("sorted by %s, %s is first", async (sort, endpoint) => {
  expect((await ranked(sort))[0]?.endpoint).toBe(endpoint);
});

test("a series is read for the endpoints that are shown, and for no other", async () => {
  const [first] = (await read()).cells;
  const { cells } = await read({ only: [first!], slotMs: 10_000 });
  expect(new Set(cells.map((cell) => cell.endpoint))).toEqual(new Set(["GET /export"]));
  expect(cells.map((cell) => cell.n)).toEqual([10, 10]);
  expect(await read({ only: [] })).toMatchObject({ cells: [], total: 0, totalTimeMs: 0 });
});

test("endpoints are judged without any catalog", async () => {
  const verdicts = await judgeOffenders({ facts, nowMs: FROM_MS + 300_000, scope: SYSTEM_SCOPE });
  expect(verdicts.map(({ subject, outcome }) => [subject.endpoint, outcome])).toEqual([
    ["GET /export", "not-enough-data"],
    ["GET /search", "pass"],
    ["index", "not-enough-data"],
  ]);
});

test("a long period says the same from a rollup as a short one from the spans", async () => {
  const toMs = FROM_MS + PERIOD_MS;
  const spans = await read();
  const long = { fromMs: toMs - 7 * 3_600_000, toMs, nowMs: toMs };
  const rollup = await read({ ...long, only: spans.cells.filter((cell) => cell.endpoint === "GET /export") });
  expect(rollup.source).toMatchObject({ rollup: "rollup_minute", unitMs: 60_000 });
  const [fromSpans, fromRollup] = [spans, rollup].map(({ cells }) =>
    cells.find((cell) => cell.endpoint === "GET /export"),
  );
  const { slotFromMs: _slot, newest: _newest, errorTraceId: _error, ...expected } = fromSpans!;
  expect(fromRollup).toMatchObject(expected);
  expect(fromRollup?.n).toBe(20);
});

test("of a long period the costs come without histograms, a chart's points with their p95 alone", async () => {
  const toMs = FROM_MS + PERIOD_MS;
  const long = { fromMs: toMs - 7 * 3_600_000, toMs, nowMs: toMs };
  const whole = await read(long);
  const sums = await read({ ...long, histograms: "sums" });
  const costs = ({ cells }: typeof whole) => cells.map((cell) => [cell.endpoint, cell.n, cell.calls, cell.timeMs]);
  expect(costs(sums)).toEqual(costs(whole));
  expect(sums.cells.map((cell) => cell.histogram.buckets)).toEqual(whole.cells.map(() => []));
  const points = await read({ ...long, histograms: "p95" });
  expect(points.cells.map((cell) => quantile(cell.histogram, 0.95))).toEqual(
    whole.cells.map((cell) => quantile(cell.histogram, 0.95)),
  );
});

test("a page of a long period ranks, compares and shows traces as one of a short period does", async () => {
  const toMs = FROM_MS + PERIOD_MS;
  const page = (fromMs: number, sort: OffenderSort) =>
    readOffenders(
      facts,
      { period: { fromMs, toMs, tags: {} }, nowMs: toMs, sort, limit: 2, shows: (row) => row.service === "api" },
      SYSTEM_SCOPE,
    );
  const minute = (ms: number) => Math.floor(ms / 60_000) * 60_000;
  for (const sort of ["errors", "p95"] as const) {
    const long = await page(minute(toMs - 7 * 3_600_000), sort);
    expect(long.total).toBe(2);
    expect(long.endpoints[0]).toMatchObject({ endpoint: "GET /export", calls: 20, errors: 10 });
    expect(long.endpoints[0]?.exemplarTraceId).toMatch(/^[0-9a-f]{32}$/);
    expect(long.endpoints[0]?.errorTraceId).toBe(traceIdOf("x18"));
    expect(long.endpoints[0]?.series.some((point) => point.n > 0)).toBe(true);
  }
  const short = await page(FROM_MS, "errors");
  expect(short.endpoints.map((row) => row.endpoint)).toEqual(["GET /export", "GET /search"]);
});
