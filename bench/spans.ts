import { TRACE_REQUEST } from "../packages/governor/src/intake/otlp/schema.ts";

/** Shape of the load: what the issue tracker of every telemetry backend compares with. */
export const SPANS_PER_REQUEST = 200;
const SPANS_PER_TRACE = 10;
const ATTRIBUTES = 12;

const SERVICES = ["cases-api", "entities-api", "timeline-api", "media-api", "billing-api"];

/** One OTLP request in protobuf: 200 spans of 12 attributes, 20 traces, with ids no other request has. */
export function traceRequest(sequence: number, nowMs: number): Buffer {
  const service = SERVICES[sequence % SERVICES.length] ?? "";
  const spans = Array.from({ length: SPANS_PER_REQUEST }, (_, i) => span(sequence, i, nowMs));
  const resource = {
    attributes: [
      text("service.name", service),
      text("service.version", "1.4.2"),
      text("deployment.environment.name", "bench"),
    ],
  };
  const message = { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "bench", version: "1" }, spans }] }] };
  return Buffer.from(TRACE_REQUEST.encode(TRACE_REQUEST.fromObject(message)).finish());
}

function span(sequence: number, i: number, nowMs: number): object {
  const trace = sequence * (SPANS_PER_REQUEST / SPANS_PER_TRACE) + Math.floor(i / SPANS_PER_TRACE);
  const first = i % SPANS_PER_TRACE === 0;
  const startNs = BigInt(nowMs) * 1_000_000n + BigInt(i) * 1_000n;
  const durationNs = BigInt(1_000_000 + ((sequence * 7_919 + i * 104_729) % 400_000_000));
  return {
    traceId: id(16, trace + 1),
    spanId: id(8, sequence * SPANS_PER_REQUEST + i + 1),
    parentSpanId: first ? Buffer.alloc(0) : id(8, sequence * SPANS_PER_REQUEST + i - (i % SPANS_PER_TRACE) + 1),
    name: first ? "GET /api/cases/:id" : `step-${i % SPANS_PER_TRACE}`,
    kind: first ? 2 : 1,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + durationNs),
    attributes: Array.from({ length: ATTRIBUTES }, (_, a) => attribute(a, sequence, i)),
  };
}

function attribute(a: number, sequence: number, i: number): object {
  switch (a) {
    case 0:
      return text("http.request.method", "GET");
    case 1:
      return text("http.route", "/api/cases/:id");
    case 2:
      return { key: "http.response.status_code", value: { intValue: 200 } };
    case 3:
      return text("governor.tenant", `t-${(sequence + i) % 300}`);
    case 4:
      return text("governor.journey", "case-search");
    case 5:
      return text("url.path", `/api/cases/${(sequence * 31 + i) % 50_000}`);
    case 6:
      return text("user_agent.original", `Mozilla/5.0 (X11; Linux x86_64) agent/${i % 40}`);
    case 7:
      return text("server.address", "cases-api.prod.svc");
    case 8:
      return { key: "server.port", value: { intValue: 8080 } };
    case 9:
      return text("network.protocol.version", "1.1");
    case 10:
      return { key: "app.cached", value: { boolValue: i % 3 === 0 } };
    default:
      return { key: "app.score", value: { doubleValue: i / 7 } };
  }
}

function text(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}

/** Ids spread over their range, as random ones are, yet the same in every run. */
function id(bytes: number, n: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let state = BigInt(n) * 0x9e3779b97f4a7c15n;
  for (let offset = 0; offset < bytes; offset += 8) {
    state = BigInt.asUintN(64, (state ^ (state >> 29n)) * 0xbf58476d1ce4e5b9n + 1n);
    buffer.writeBigUInt64BE(state, offset);
  }
  return buffer;
}
