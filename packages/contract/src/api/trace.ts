import type { Period, Versioned } from "./base.ts";
import type { Attributes } from "../fact.ts";
import type { Owner } from "../verdict.ts";

/** `GET /api/v1/traces`: newest or slowest traces that match. */
export interface TraceSummary {
  traceId: string;
  rootName: string;
  service: string;
  tenant: string;
  release: string;
  startUnixMs: number;
  durationMs: number;
  spans: number;
  errors: number;
}
export interface TracesResponse extends Versioned {
  period: Period;
  traces: TraceSummary[];
}

export interface SpanView {
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  service: string;
  env: string;
  tenant: string;
  journey: string;
  step: string;
  release: string;
  startOffsetNs: number;
  durationNs: number;
  status: number;
  statusMessage: string;
  httpMethod: string;
  httpRoute: string;
  httpStatus: number;
  dbSystem: string;
  dbQuery: string;
  scopeName: string;
  attributes: Attributes;
  resourceAttributes: Attributes;
  events: { offsetNs: number; name: string; attributes: Attributes }[];
  links: { traceId: string; spanId: string; attributes: Attributes }[];
}

/** `GET /api/v1/traces/{traceId}`. Spans by start; a span whose parent is not among them is shown at the root. */
export interface TraceResponse extends Versioned {
  traceId: string;
  /** Decimal nanoseconds since the epoch, as text: beyond a double's integers. */
  startUnixNs: string;
  durationNs: number;
  /** Spans stored; `spans` holds at most LIMITS.traceSpans of them. */
  spanCount: number;
  truncated: boolean;
  spans: SpanView[];
  /** The endpoint of the trace's entry, to go back to its row; null where there is none. */
  entry: { service: string; endpoint: string } | null;
  owner: Owner | null;
}
