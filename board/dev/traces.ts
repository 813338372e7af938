import {
  SCHEMA_VERSION,
  type Period,
  type SpanOutline,
  type SpanView,
  type TraceResponse,
  type TracesResponse,
} from "@governor/contract";
import { HUGE_TRACE, N_PLUS_ONE_TRACE } from "./story.ts";

/** A trace by id: the N+1 of the finding, or one of 12,000 spans. */
export function traceOf(traceId: string, nowMs: number): TraceResponse | null {
  if (!/^[0-9a-f]{32}$/.test(traceId)) return null;
  const spans = traceId === HUGE_TRACE ? hugeSpans() : nPlusOneSpans();
  return {
    schemaVersion: SCHEMA_VERSION,
    traceId,
    startUnixNs: `${nowMs - 180_000}000000`,
    durationNs: Math.max(...spans.map((each) => each.startOffsetNs + each.durationNs)),
    spanCount: spans.length,
    truncated: false,
    spans,
    entry: { service: "cases-api", endpoint: "GET /cases/search" },
    owner: { team: "core-search", contact: "#core-search", source: "journey" },
  };
}

/** A span as an outline has it. */
export function outlineOf(view: SpanView): SpanOutline {
  const { attributes: _attributes, resourceAttributes: _resource, events: _events, links: _links, ...outline } = view;
  return outline;
}

export function tracesOf(period: Period, service: string, endpoint: string): TracesResponse {
  const tenants = ["acme", "globex", "acme", "initech", "tenant-007"];
  return {
    schemaVersion: SCHEMA_VERSION,
    period,
    traces: Array.from({ length: 24 }, (_, i) => ({
      traceId:
        i === 0
          ? N_PLUS_ONE_TRACE
          : i === 1
            ? HUGE_TRACE
            : `${(i * 104_729).toString(16).padStart(8, "0")}b9d84e6fa3c2d1e45f60e09a`,
      rootName: endpoint || "GET /cases/search",
      service: service || "cases-api",
      tenant: tenants[i % tenants.length] ?? "",
      release: i % 4 === 3 ? "v1" : "v2",
      startUnixMs: period.toMs - 4_000 - i * 17_300,
      durationMs: 1_840 / (1 + i * 0.18),
      spans: i === 1 ? 12_001 : 63 - i,
      errors: i % 7 === 5 ? 1 : 0,
    })),
  };
}

const MS = 1_000_000;

function nPlusOneSpans(): SpanView[] {
  const spans = [
    span("01", "", "click “Search”", "web", 0, 934),
    span("02", "01", "GET /cases/search", "edge", 28, 890, { kind: 3 }),
    span("03", "02", "GET /cases/search", "cases-api", 37, 871, {
      kind: 2,
      httpMethod: "GET",
      httpRoute: "/cases/search",
      httpStatus: 200,
    }),
    span("04", "03", "auth.verify", "cases-api", 42, 18),
    span("05", "03", "cases.search", "cases-api", 65, 822),
    span("06", "05", "SELECT cases", "cases-api", 75, 158, {
      kind: 3,
      dbSystem: "postgresql",
      dbQuery:
        "select id, title, owner_id, opened_at from cases where tenant_id = $1 and title ilike $2 order by opened_at desc limit 48",
    }),
    span("07", "05", "cache.get graph:acme", "cases-api", 872, 9, {
      events: [{ offsetNs: 873 * MS, name: "cache.miss", attributes: { "cache.key": "graph:acme" } }],
    }),
    span("08", "03", "serialize", "cases-api", 888, 17, { attributes: { "http.response.body.size": "214016" } }),
    span("09", "02", "audit.write", "audit", 600, 40, {
      kind: 3,
      status: 2,
      statusMessage: "connection refused: 127.0.0.1:5433",
    }),
  ];
  for (let i = 0; i < 48; i++) {
    const id = (0x20 + i).toString(16);
    spans.push(
      span(id, "05", "SELECT owner", "cases-api", 240 + i * 13, 12.75, {
        kind: 3,
        dbSystem: "postgresql",
        dbQuery: "select * from owner where id = $1",
      }),
    );
  }
  return spans.sort((a, b) => a.startOffsetNs - b.startOffsetNs);
}

function hugeSpans(): SpanView[] {
  const spans = [
    span("000001", "", "GET /exports/:id", "cases-api", 0, 24_000, {
      kind: 2,
      httpMethod: "GET",
      httpRoute: "/exports/:id",
    }),
  ];
  for (let i = 0; i < 2_000; i++) {
    const batch = (0x100000 + i).toString(16);
    const startMs = i * 11.9;
    spans.push(
      span(
        batch,
        "000001",
        `batch ${i + 1}`,
        ["cases-api", "exports", "media", "audit", "entities-api"][i % 5] ?? "media",
        startMs,
        40,
      ),
    );
    for (let j = 0; j < 5; j++) {
      spans.push(
        span((0x200000 + i * 5 + j).toString(16), batch, `row ${j + 1}`, "exports", startMs + j * 7, 6, {
          status: i % 97 === 3 && j === 2 ? 2 : 1,
        }),
      );
    }
  }
  return spans;
}

function span(
  id: string,
  parent: string,
  name: string,
  service: string,
  startMs: number,
  durationMs: number,
  more: Partial<SpanView> = {},
): SpanView {
  return {
    spanId: id.padStart(16, "0"),
    parentSpanId: parent && parent.padStart(16, "0"),
    name,
    kind: 1,
    service,
    env: "prod",
    tenant: "acme",
    journey: "case-search",
    step: "",
    release: service === "cases-api" ? "v2" : "v1",
    startOffsetNs: Math.round(startMs * MS),
    durationNs: Math.round(durationMs * MS),
    status: 0,
    statusMessage: "",
    httpMethod: "",
    httpRoute: "",
    httpStatus: 0,
    dbSystem: "",
    dbQuery: "",
    scopeName: "@opentelemetry/instrumentation-pg",
    attributes: { "thread.name": "main", "code.function.name": "resolver.cases" },
    resourceAttributes: { "service.name": service, "service.version": "v2", "host.name": "node-3" },
    events: [],
    links: [],
    ...more,
  };
}
