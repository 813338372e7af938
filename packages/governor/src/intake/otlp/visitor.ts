import type { Attributes } from "@governor/contract";

/** The two encodings of OTLP/HTTP. */
export type Encoding = "protobuf" | "json";

/** A span as it was sent: nothing judged yet, ids of any length, attribute values as text within the limits. */
export interface WireSpan {
  /** Lower-case hex; empty when absent. */
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
  flags: number;
  name: string;
  kind: number;
  startUnixNs: bigint;
  endUnixNs: bigint;
  status: number;
  statusMessage: string;
  attributes: Attributes;
  events: { timeUnixNs: bigint; name: string; attributes: Attributes }[];
  links: { traceId: string; spanId: string; attributes: Attributes }[];
}

/** What a request holds, in its order: a scope opens, its spans follow. */
export interface TraceVisitor {
  scope(resourceAttributes: Attributes, scopeName: string, scopeVersion: string): void;
  span(span: WireSpan): void;
  /** A span whose fields are not of their type; JSON only. */
  malformed(reason: string): void;
}
