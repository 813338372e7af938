import type {
  EndpointOffendersResponse,
  ErrorBody,
  ReleasesResponse,
  SpanResponse,
  SqlResponse,
  StatusResponse,
  TagSubset,
  TagValuesResponse,
  TraceOutlineResponse,
  TraceResponse,
  TracesResponse,
} from "@governor/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectedOf, fleet, FLEET_MS, having, otlpOf, type Served } from "./system/fleet.ts";
import { startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

/** How far a percentile may be from the one that was sent. */
const ERROR_MAX = 0.02;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;

// Whole milliseconds well in the past, so that `now` reaches neither end.
const fromMs = Math.floor(Date.now() / 1000) * 1000 - 45 * 60_000;
const toMs = fromMs + FLEET_MS;
const served = fleet(fromMs);

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startServer(folder.path);
  expect(await post(server.url, otlpOf(served))).toBe(200);
  await until("everything sent is readable", 30_000, async () => {
    const { spansPending, hasData } = await read<StatusResponse>("status", {});
    return hasData && spansPending === 0;
  });
});

afterAll(async () => {
  await server.end("SIGTERM");
  await folder.remove();
});

const FILTERS: TagSubset[] = [
  {},
  { service: "orders" },
  { env: "staging" },
  { tenant: "acme" },
  { feature: "export" },
  { domain: "money" },
  { journey: "checkout" },
  { step: "list" },
  { release: "v2" },
  { tenant: "globex", release: "v1" },
  { service: "billing", env: "production", tenant: "acme", release: "v2", step: "open" },
];

describe("filtered by", () => {
  test.each(FILTERS)("%o, endpoints count, fail and take exactly what was sent", async (filter) => {
    const period = { from: fromMs, to: toMs };
    const { endpoints, total, totalTimeMs } = await read<EndpointOffendersResponse>("offenders/endpoints", {
      ...period,
      ...filter,
    });
    const wanted = having(served, filter);
    const groups = Map.groupBy(wanted, ({ tags, method, route }) => `${tags.service} ${tags.env} ${method} ${route}`);
    expect(endpoints.map((row) => `${row.service} ${row.env} ${row.endpoint}`).toSorted()).toEqual(
      [...groups.keys()].toSorted(),
    );
    expect(total).toBe(groups.size);
    expectNear(totalTimeMs, expectedOf(wanted).totalTimeMs, 1e-6);
    for (const row of endpoints) {
      const expected = expectedOf(groups.get(`${row.service} ${row.env} ${row.endpoint}`) ?? []);
      expect(row).toMatchObject({ calls: expected.calls, errors: expected.errors });
      expect(row.errorRate).toBeCloseTo(expected.errors / expected.calls, 10);
      expect(row.errorImpact).toBeCloseTo(expected.errors / (FLEET_MS / 60_000), 10);
      expect(row.timeShare).toBeCloseTo(expected.totalTimeMs / totalTimeMs, 6);
      expectNear(row.totalTimeMs, expected.totalTimeMs, 1e-6);
      for (const key of ["p50Ms", "p95Ms", "p99Ms"] as const) expectNear(row[key], expected[key], ERROR_MAX);
      expect(row.series.reduce((sum, point) => sum + point.n, 0)).toBeLessThanOrEqual(expected.calls);
    }
  });

  test.each(FILTERS)("%o, traces are those that were sent, newest first", async (filter) => {
    const { traces } = await read<TracesResponse>("traces", { from: fromMs, to: toMs, ...filter, limit: 1000 });
    const newestFirst = having(served, filter).toSorted((a, b) => (a.startUnixNs < b.startUnixNs ? 1 : -1));
    expect(traces.map(({ traceId }) => traceId).toSorted()).toEqual(
      newestFirst
        .slice(0, 1000)
        .map(({ traceId }) => traceId)
        .toSorted(),
    );
    expect(traces.map(({ startUnixMs }) => startUnixMs)).toEqual(
      traces.map(({ startUnixMs }) => startUnixMs).toSorted((a, b) => b - a),
    );
    expect(traces[0]).toMatchObject({ spans: 2, traceId: newestFirst[0]?.traceId });
  });

  test.each(FILTERS)("%o, releases have the spans that carry them", async (filter) => {
    const { releases } = await read<ReleasesResponse>("releases", { from: fromMs, to: toMs, ...filter });
    // The database's spans bear no feature, journey and step.
    const spansEach = filter.feature || filter.journey || filter.step ? 1 : 2;
    const groups = Map.groupBy(having(served, filter), ({ tags }) => `${tags.service} ${tags.env} ${tags.release}`);
    expect(Object.fromEntries(releases.map((one) => [`${one.service} ${one.env} ${one.release}`, one.spans]))).toEqual(
      Object.fromEntries([...groups].map(([key, group]) => [key, group.length * spansEach])),
    );
    for (const one of releases) {
      const starts = (groups.get(`${one.service} ${one.env} ${one.release}`) ?? []).map(startMs);
      expect(one).toMatchObject({ firstSeenMs: Math.min(...starts), lastSeenMs: Math.max(...starts), event: null });
    }
  });

  test.each(FILTERS)("%o, values are those of the spans that are left", async (filter) => {
    const query = { tag: "tenant", from: fromMs, to: toMs, ...filter };
    const { values } = await read<TagValuesResponse>("values", query);
    const spansEach = filter.feature || filter.journey || filter.step ? 1 : 2;
    const groups = Map.groupBy(having(served, filter), ({ tags }) => tags.tenant);
    expect(Object.fromEntries(values.map(({ value, spans }) => [value, spans]))).toEqual(
      Object.fromEntries([...groups].map(([tenant, group]) => [tenant, group.length * spansEach])),
    );
    expect(values.map(({ spans }) => spans)).toEqual(values.map(({ spans }) => spans).toSorted((a, b) => b - a));
  });

  test("a value that nothing bears leaves nothing, and is no error", async () => {
    const query = { from: fromMs, to: toMs, tenant: "nobody" };
    expect(await read<EndpointOffendersResponse>("offenders/endpoints", query)).toMatchObject({
      endpoints: [],
      total: 0,
      totalTimeMs: 0,
    });
    expect((await read<TracesResponse>("traces", query)).traces).toEqual([]);
  });
});

describe("a period", () => {
  // Some request that is neither first nor last.
  const one = served.toSorted((a, b) => (a.startUnixNs < b.startUnixNs ? -1 : 1))[400] as Served;
  const rest = { service: one.tags.service, env: one.tags.env, tenant: one.tags.tenant, release: one.tags.release };

  test.each([
    ["includes what begins at its start", { from: startMs(one), to: startMs(one) + 1 }, true],
    ["leaves out what begins at its end", { from: startMs(one) - 1, to: startMs(one) }, false],
    ["leaves out what began before its start", { from: startMs(one) + 1, to: startMs(one) + 2 }, false],
  ])("%s, on every route", async (_name, period, included) => {
    const query = { ...period, ...rest };
    const { traces } = await read<TracesResponse>("traces", query);
    expect(traces.map(({ traceId }) => traceId).includes(one.traceId)).toBe(included);
    expect((await read<EndpointOffendersResponse>("offenders/endpoints", query)).total).toBe(included ? 1 : 0);
    expect((await read<ReleasesResponse>("releases", query)).releases).toHaveLength(included ? 1 : 0);
    expect((await read<TagValuesResponse>("values", { tag: "service", ...query })).values).toHaveLength(
      included ? 1 : 0,
    );
  });

  test("is echoed, and may be written as epoch milliseconds, as an ISO time, or from now", async () => {
    const iso = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
    const answer = await read<EndpointOffendersResponse>("offenders/endpoints", iso);
    expect(answer.period).toMatchObject({ fromMs, toMs });
    expect(answer.period.freshMs).toBe(Math.max(...served.map(startMs)));
    const fromNow = await read<EndpointOffendersResponse>("offenders/endpoints", { from: "now-2h" });
    expect(fromNow.endpoints.reduce((sum, row) => sum + row.calls, 0)).toBe(served.length);
    expect(fromNow.period.toMs - fromNow.period.fromMs).toBe(7_200_000);
  });
});

describe("a list", () => {
  const period = { from: fromMs, to: toMs };

  test("of endpoints is sorted by what is asked for", async () => {
    for (const [sort, key] of [
      ["share", "totalTimeMs"],
      ["p95", "p95Ms"],
      ["calls", "calls"],
      ["errors", "errors"],
      ["errorImpact", "errorImpact"],
    ] as const) {
      const { endpoints } = await read<EndpointOffendersResponse>("offenders/endpoints", { ...period, sort });
      const values = endpoints.map((row) => row[key]);
      expect(values, sort).toEqual(values.toSorted((a, b) => b - a));
    }
  });

  test("of endpoints can be searched, and says how many there are beyond its limit", async () => {
    const query = { ...period, q: "BILLING/:id", limit: 1 };
    const { endpoints, total } = await read<EndpointOffendersResponse>("offenders/endpoints", query);
    expect(endpoints).toHaveLength(1);
    expect(total).toBe(4);
  });

  test("of traces can be limited to an endpoint, to those that failed, and to slow ones", async () => {
    const query = { ...period, service: "orders", endpoint: "POST /orders/:id", errors: true, minDurationMs: 50 };
    const { traces } = await read<TracesResponse>("traces", { ...query, sort: "slowest", limit: 1000 });
    const wanted = having(served, { service: "orders" }).filter(
      ({ method, failed, durationMs }) => method === "POST" && failed && durationMs >= 50,
    );
    expect(wanted.length).toBeGreaterThan(5);
    expect(traces.map(({ traceId }) => traceId).toSorted()).toEqual(wanted.map(({ traceId }) => traceId).toSorted());
    const durations = traces.map(({ durationMs }) => durationMs);
    expect(durations).toEqual(durations.toSorted((a, b) => b - a));
  });
});

test("a trace has its spans as they were sent", async () => {
  const one = served[5] as Served;
  const trace = await read<TraceResponse>(`traces/${one.traceId.toUpperCase()}`, {});
  expect(trace).toMatchObject({ traceId: one.traceId, startUnixNs: String(one.startUnixNs), spanCount: 2 });
  expect(trace.spans.find(({ kind }) => kind === 2)).toMatchObject({
    service: one.tags.service,
    env: one.tags.env,
    tenant: one.tags.tenant,
    journey: one.tags.journey,
    step: one.tags.step,
    release: one.tags.release,
    startOffsetNs: 0,
    durationNs: Math.round(one.durationMs * 1e6),
    httpMethod: one.method,
    httpRoute: one.route,
  });
});

test("a trace's outline says the same of each span as the whole trace, and one span has the rest", async () => {
  const one = served[5] as Served;
  const whole = await read<TraceResponse>(`traces/${one.traceId}`, {});
  const { spans, ...head } = await read<TraceOutlineResponse>(`traces/${one.traceId.toUpperCase()}/outline`, {});
  expect(head).toEqual({ ...whole, spans: undefined });
  expect(whole.spans).toHaveLength(2);
  spans.forEach((span, i) => expect(whole.spans[i]).toMatchObject(span));
  expect(spans[0]).not.toHaveProperty("attributes");
  const last = whole.spans.at(-1);
  expect(await read<SpanResponse>(`traces/${one.traceId}/spans/${last?.spanId}`, {})).toMatchObject({ spans: [last] });
});

test("the statements behind a read are those it asked, with its values, and are refused as it is", async () => {
  const of = `/offenders/endpoints?from=${fromMs}&to=${toMs}&tenant=acme&q='x`;
  const { statements } = await read<SqlResponse>("sql", { of });
  expect(statements.map(({ name }) => name)).toContain("offender/read.sql");
  expect(statements.find(({ name }) => name === "offender/read.sql")?.text).toMatch(
    new RegExp(`SET param_from_ms = '${fromMs}';[^]*SET param_tenant = 'acme';[^]*FROM spans`),
  );
  for (const bad of ["/offenders/endpoints?sort=worst", "/keys", "/../../metrics"]) {
    const refused = await fetch(`${server.url}/api/v1/sql?of=${encodeURIComponent(bad)}`);
    expect([refused.status, bad]).toEqual([400, bad]);
  }
});

describe("refused with code, message and remedy:", () => {
  test.each([
    ["status?verbose=1", /verbose/],
    ["keys?all=1", /all/],
    ["values", /tag/],
    ["values?tag=colour", /tag/],
    ["journeys?tennant=acme", /tennant/],
    ["offenders/endpoints?sort=worst", /sort/],
    ["offenders/endpoints?limit=0", /limit/],
    ["offenders/endpoints?limit=1001", /limit/],
    ["offenders/endpoints?from=yesterday", /from.*yesterday/],
    ["offenders/endpoints?from=now&to=now-1h", /before/],
    ["offenders/endpoints?from=now-500d", /400 days/],
    [`offenders/endpoints?tenant=${"x".repeat(257)}`, /tenant/],
    ["traces?minDurationMs=-1", /minDurationMs/],
    ["traces?minDurationMs=1e30", /minDurationMs/],
    ["traces?errors=perhaps", /errors/],
    ["traces/%E0%A4%A", /url/],
    ["traces/nonsense", /32 hex digits/],
    [`traces/${"a".repeat(32)}?depth=3`, /depth/],
    [`traces/${"a".repeat(32)}/spans/1`, /16 hex digits/],
    ["findings?state=lost", /state/],
    ["findings/nonsense", /id/],
    ["releases?since=v1", /since/],
    ["gate", /release/],
    ["gate?release=", /release/],
    ["gate?release=v1&strict=1", /strict/],
  ])("GET %s", async (path, message) => {
    const { status, error } = await refusal(path);
    expect(status).toBe(400);
    expect(error.code).toBe("request.invalid");
    expect(error.message).toMatch(message);
    expect(error.remedy).toMatch(/\w/);
  });

  test.each([
    ["a trace that is not stored", `traces/${"a".repeat(32)}`],
    ["a finding that is not there", "findings/00000000-0000-4000-8000-000000000000"],
    ["a route that is not there", "nothing"],
  ])("%s is not found", async (_name, path) => {
    const { status, error } = await refusal(path);
    expect(status).toBe(404);
    expect(error).toMatchObject({ code: "request.not-found", remedy: expect.stringMatching(/\w/) as unknown });
  });
});

async function refusal(path: string): Promise<{ status: number; error: ErrorBody["error"] }> {
  const response = await fetch(`${server.url}/api/v1/${path}`);
  return { status: response.status, error: ((await response.json()) as ErrorBody).error };
}

function read<Body>(path: string, query: Record<string, string | number | boolean>): Promise<Body> {
  const text = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  return getJson<Body>(`${server.url}/api/v1/${path}?${text}`);
}

function startMs({ startUnixNs }: Served): number {
  return Number(startUnixNs / 1_000_000n);
}

function expectNear(actual: number, expected: number, errorMax: number): void {
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(errorMax);
}
