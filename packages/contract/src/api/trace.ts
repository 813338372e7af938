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

/** What a waterfall needs of a span: enough to lay it out, name it and find it. */
export interface SpanOutline {
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  service: string;
  env: string;
  tenant: string;
  release: string;
  startOffsetNs: number;
  durationNs: number;
  /** 2 where it failed. */
  status: number;
  httpMethod: string;
  httpRoute: string;
  dbSystem: string;
  /** In an outline its first 512 characters. */
  dbQuery: string;
}

/** Everything that is stored of a span. */
export interface SpanView extends SpanOutline {
  journey: string;
  step: string;
  statusMessage: string;
  httpStatus: number;
  scopeName: string;
  attributes: Attributes;
  resourceAttributes: Attributes;
  events: { offsetNs: number; name: string; attributes: Attributes }[];
  links: { traceId: string; spanId: string; attributes: Attributes }[];
}

/** `GET /api/v1/traces/{traceId}`. Spans by start; a span whose parent is not among them is shown at the root. */
export interface TraceResponse extends TraceOutlineResponse {
  spans: SpanView[];
}

/** `GET /api/v1/traces/{traceId}/outline`: the same without what only one span's details need, a tenth of the size. */
export interface TraceOutlineResponse extends Versioned {
  traceId: string;
  /** Decimal nanoseconds since the epoch, as text: beyond a double's integers. */
  startUnixNs: string;
  durationNs: number;
  /** Spans stored; `spans` holds at most LIMITS.traceSpans of them. */
  spanCount: number;
  truncated: boolean;
  spans: SpanOutline[];
  /** The endpoint of the trace's entry, to go back to its row; null where there is none. */
  entry: { service: string; endpoint: string } | null;
  owner: Owner | null;
}

/** `GET /api/v1/traces/{traceId}/spans/{spanId}`: one span whole; more than one where an id was given twice. */
export interface SpanResponse extends Versioned {
  traceId: string;
  spans: SpanView[];
}
