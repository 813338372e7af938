/** Answers of an imaginary server, typed by the contract: for developing without one, and for the board's tests. */
import {
  SCHEMA_VERSION,
  type ChangeEvent,
  type EndpointOffender,
  type EndpointOffendersResponse,
  type JourneysResponse,
  type Owner,
  type Period,
  type SeriesPoint,
  type StatusResponse,
  type StepHealth,
  type StepState,
} from "@governor/contract";
import { findingsOf } from "./findings.ts";
import { DEPLOYED_AGO_MS, N_PLUS_ONE_TRACE, ownerNamed } from "./story.ts";

export type Mode = "full" | "empty" | "no-catalog" | "quiet" | "sick" | "locked";

export function periodOf(fromMs: number, toMs: number, nowMs: number): Period {
  return { fromMs, toMs, freshMs: Math.min(nowMs - 2_000, toMs) };
}

export function statusOf(mode: Mode, nowMs: number): StatusResponse {
  const empty = mode === "empty";
  const catalog = mode !== "no-catalog" && !empty;
  return {
    schemaVersion: SCHEMA_VERSION,
    version: "0.1.0",
    ready: mode !== "sick",
    problems:
      mode === "sick" ? ["The facts engine stopped 12 s ago and is being restarted; 4,210 spans wait in the log."] : [],
    spansAcknowledged: empty ? 0 : 48_210,
    spansPending: mode === "sick" ? 4_210 : 0,
    freshMs: empty ? null : nowMs - 2_000,
    hasData: !empty,
    otlpHttpUrl: "http://127.0.0.1:4318",
    lastJudgedMs: empty ? null : nowMs - 20_000,
    catalog: {
      path: catalog ? "governor.yaml" : null,
      journeys: catalog ? 4 : 0,
      services: catalog ? 3 : 0,
      teams: catalog ? 4 : 0,
      problem: null,
    },
  };
}

export function markersOf(nowMs: number): ChangeEvent[] {
  return [
    {
      id: "deploy-v2",
      kind: "deploy",
      timeUnixMs: nowMs - DEPLOYED_AGO_MS,
      service: "cases-api",
      env: "prod",
      release: "v2",
      sha: "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678",
      actor: "rosa",
      owner: "core-search",
      url: "https://example.com/cases/pull/418",
      title: "Show the owner of each case in the search result",
    },
  ];
}

export function journeysOf(period: Period, mode: Mode, nowMs: number): JourneysResponse {
  const quiet = mode === "quiet";
  const journeys = [
    journey("case-search", "Case search", ownerNamed("core-search"), [
      step(
        "search-api",
        "Search API",
        "cases-api",
        "GET /cases/search",
        600,
        quiet ? 288 : 912,
        quiet ? -0.01 : 0.61,
        12_412,
        5,
      ),
      step("graph-fetch", "Graph fetch", "cases-api", "GET /cases/:id/graph", 450, 401, 0.02, 9_120, 2),
      awaited("page-ttfb", "Page TTFB", "ttfb of /cases", 300),
      awaited("paint", "Visible paint", "visible-paint of /cases", 1_800),
    ]),
    journey("entity-link", "Entity create & link", ownerNamed("core-entities"), [
      step("submit-api", "Submit API", "entities-api", "POST /entities", 500, 312, -0.04, 1_880, 1),
      step("relationship-write", "Relationship write", "entities-api", "POST /relationships", 350, 207, 0, 1_410, 1),
    ]),
    journey("timeline", "Timeline playback", ownerNamed("timeline"), [
      step("timeline-query", "Timeline query", "cases-api", "GET /timeline/:case", 700, 566, 0.03, 4_020, 3),
      step("media-fetch", "Media fetch", "media", "GET /media/:id", 800, 702, 0.01, 3_310, 4),
    ]),
    journey("export", "Export & report", null, [
      step("request-ack", "Request acknowledged", "cases-api", "POST /exports", 200, 96, null, 84, 0),
      step("completion", "Completion", "exports", "export.run", 90_000, 61_000, -0.12, 310, 0),
      step("download", "Download", "media", "GET /exports/:id/download", 400, null, null, 0, 0),
    ]),
  ];
  for (const each of journeys) for (const s of each.steps) s.series = seriesOf(period, s.p95Ms, s.change, s.n, nowMs);
  return {
    schemaVersion: SCHEMA_VERSION,
    period,
    journeys: mode === "no-catalog" ? [] : journeys,
    markers: inPeriod(markersOf(nowMs), period),
    findings: quiet || mode === "no-catalog" ? [] : findingsOf(nowMs),
  };
}

export function offendersOf(period: Period, nowMs: number): EndpointOffendersResponse {
  const rows: [string, string, string, number, number, number, number, number, number, number | null, string | null][] =
    [
      ["GET", "/cases/search", "cases-api", 124_000, 210, 912, 1_840, 0.002, 0.382, 0.61, "core-search"],
      ["GET", "/timeline/:case", "cases-api", 40_200, 188, 566, 1_020, 0.001, 0.174, 0.03, "timeline"],
      ["GET", "/media/:id", "media", 33_100, 240, 702, 1_410, 0, 0.119, 0.01, "timeline"],
      ["POST", "/entities", "entities-api", 18_800, 120, 312, 700, 0.007, 0.083, -0.04, "core-entities"],
      ["POST", "/copilot/suggest", "copilot", 910, 640, 980, 2_100, 0.003, 0.077, null, null],
      ["GET", "/cases/:id/graph", "cases-api", 26_000, 96, 401, 660, 0, 0.061, 0.02, "core-search"],
      ["POST", "/relationships", "entities-api", 14_100, 88, 207, 390, 0.001, 0.039, 0, "core-entities"],
      ["", "export.run", "exports", 310, 41_000, 61_000, 74_000, 0, 0.032, -0.12, null],
      ["GET", "/exports/:id/download", "media", 580, 160, 310, 520, 0, 0.009, -0.12, "timeline"],
      ["GET", "/healthz", "cases-api", 8_600, 0.4, 1.2, 4, 0, 0.001, 0, "core-search"],
    ];
  const totalTimeMs = 71.2 * 3_600_000;
  return {
    schemaVersion: SCHEMA_VERSION,
    period,
    sort: "share",
    totalTimeMs,
    total: rows.length,
    endpoints: rows.map(([method, route, service, calls, p50, p95, p99, errorRate, share, change, team]) =>
      offender({
        method,
        route,
        service,
        calls,
        p50,
        p95,
        p99,
        errorRate,
        share,
        change,
        team,
        totalTimeMs,
        period,
        nowMs,
      }),
    ),
    markers: inPeriod(markersOf(nowMs), period),
  };
}

interface OffenderRow {
  method: string;
  route: string;
  service: string;
  calls: number;
  p50: number;
  p95: number;
  p99: number;
  errorRate: number;
  share: number;
  change: number | null;
  team: string | null;
  totalTimeMs: number;
  period: Period;
  nowMs: number;
}

function offender(row: OffenderRow): EndpointOffender {
  const minutes = (row.period.toMs - row.period.fromMs) / 60_000;
  return {
    service: row.service,
    env: "prod",
    endpoint: row.method ? `${row.method} ${row.route}` : row.route,
    method: row.method,
    route: row.method ? row.route : "",
    kind: row.method ? 2 : 5,
    calls: row.calls,
    errors: Math.round(row.calls * row.errorRate),
    errorRate: row.errorRate,
    p50Ms: row.p50,
    p95Ms: row.p95,
    p99Ms: row.p99,
    p95LowMs: row.p95 * 0.97,
    p95HighMs: row.p95 * 1.03,
    totalTimeMs: row.totalTimeMs * row.share,
    timeShare: row.share,
    errorImpact: row.errorRate * (row.calls / minutes),
    change: row.change,
    owner: row.team ? ownerNamed(row.team) : null,
    release: row.service === "cases-api" ? "v2" : "v1",
    exemplarTraceId: N_PLUS_ONE_TRACE,
    errorTraceId: row.errorRate > 0 ? "5e0f0a52b9d84e6fa3c2d1e45f60e001" : null,
    series: seriesOf(row.period, row.p95, row.change, row.calls, row.nowMs),
  };
}

/** What the filters offer. */
export const VALUES: Record<string, [string, number][]> = {
  env: [
    ["prod", 1_040_000],
    ["staging", 12_000],
  ],
  service: [
    ["cases-api", 610_000],
    ["entities-api", 214_000],
    ["media", 160_000],
    ["exports", 41_000],
    ["copilot", 15_000],
  ],
  tenant: [
    ["acme", 402_000],
    ["globex", 160_000],
    ["initech", 88_000],
    ...Array.from({ length: 40 }, (_, i): [string, number] => [
      `tenant-${String(i + 1).padStart(3, "0")}`,
      9_000 - i * 200,
    ]),
  ],
  release: [
    ["v2", 71_200],
    ["v1", 981_000],
  ],
  team: [
    ["core-search", 636_000],
    ["core-entities", 214_000],
    ["timeline", 160_000],
  ],
};

export function seriesOf(
  period: Period,
  p95Ms: number | null,
  change: number | null,
  n: number,
  nowMs: number,
): SeriesPoint[] {
  const points = 60;
  const stepMs = (period.toMs - period.fromMs) / points;
  const before = (p95Ms ?? 0) / (1 + Math.max(change ?? 0, 0));
  return Array.from({ length: points }, (_, i) => {
    const timeUnixMs = Math.round(period.fromMs + i * stepMs);
    if (p95Ms === null || timeUnixMs > nowMs || n === 0) return { timeUnixMs, p95Ms: null, n: 0 };
    const level = timeUnixMs > nowMs - DEPLOYED_AGO_MS ? p95Ms : before;
    // A hash of the time, not of the index, so that a live refetch does not make the past wobble.
    const noise = (((Math.floor(timeUnixMs / stepMs) * 7_919) % 13) / 13 - 0.5) * 0.09;
    return { timeUnixMs, p95Ms: level * (1 + noise), n: Math.max(1, Math.round(n / points)) };
  });
}

function journey(id: string, title: string, who: Owner | null, steps: StepHealth[]) {
  return { journey: id, title, owner: who, steps };
}

function step(
  id: string,
  title: string,
  service: string,
  endpoint: string,
  targetMs: number,
  p95Ms: number | null,
  change: number | null,
  n: number,
  errors: number,
): StepHealth {
  return {
    step: id,
    title,
    service,
    endpoint,
    targetMs,
    p95Ms,
    lowMs: p95Ms === null ? null : p95Ms * (n < 200 ? 0.74 : 0.965),
    highMs: p95Ms === null ? null : p95Ms * (n < 200 ? 1.31 : 1.035),
    n,
    minN: 200,
    errorRate: n === 0 ? null : errors / 1_000,
    state: stateOf(p95Ms, targetMs, n),
    change,
    source: "spans",
    reason: p95Ms === null ? "no span was seen" : "",
    sampleRate: n === 0 ? null : 0.25,
    sampleKnown: n === 0 ? null : 1,
    cacheHitRate: n === 0 ? null : 0.874,
    cacheLookups: n,
    responseBytesMean: n === 0 ? null : 31_400,
    responseBytesP95: n === 0 ? null : 88_000,
    responses: n,
    budgets: n === 0 ? [] : [CACHE_BUDGET],
    tenants:
      p95Ms === null
        ? []
        : [
            { tenant: "fjord-federal", n: Math.round(n * 0.8), p95Ms: p95Ms * 1.04, errorRate: errors / 1_000 },
            { tenant: "alder-legal", n: Math.round(n * 0.2), p95Ms: p95Ms * 0.7, errorRate: 0 },
          ],
    exemplarTraceId: p95Ms === null ? null : N_PLUS_ONE_TRACE,
    series: [],
  };
}

const CACHE_BUDGET = {
  rule: "budget.cache_hit",
  limit: 0.8,
  unit: "ratio",
  observed: 0.874,
  low: 0.861,
  high: 0.886,
  n: 4_020,
  state: "within",
} as const;

/** A step that only browsers can measure. */
function awaited(id: string, title: string, measure: string, targetMs: number): StepHealth {
  return {
    ...step(id, title, "", measure, targetMs, null, null, 0, 0),
    source: "browser",
    reason: "needs browser data, which nothing sends to Governor yet",
  };
}

function stateOf(p95Ms: number | null, targetMs: number, n: number): StepState {
  if (p95Ms === null || n === 0) return "no-data";
  if (n < 200) return "not-enough-data";
  if (p95Ms > targetMs) return "over";
  return p95Ms > targetMs * 0.85 ? "near" : "within";
}

function inPeriod(events: ChangeEvent[], period: Period): ChangeEvent[] {
  return events.filter((event) => event.timeUnixMs >= period.fromMs && event.timeUnixMs <= period.toMs);
}
