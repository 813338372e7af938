import type { Tags } from "./tags.ts";

/** OTLP span kinds, as numbered on the wire. */
export const SPAN_KIND = { unspecified: 0, internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** OTLP status codes, as numbered on the wire. */
export const SPAN_STATUS = { unset: 0, ok: 1, error: 2 } as const;

/** Attribute values are kept as text; arrays, maps and bytes as JSON. */
export type Attributes = Record<string, string>;

export interface SpanEvent {
  timeUnixNs: bigint;
  name: string;
  attributes: Attributes;
}

export interface SpanLink {
  traceId: string;
  spanId: string;
  attributes: Attributes;
}

/** One observed span. Ids are lower-case hex; `parentSpanId` is empty at a root. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
  flags: number;
  name: string;
  kind: number;
  startUnixNs: bigint;
  durationNs: bigint;
  status: number;
  statusMessage: string;
  tags: Tags;
  /** `http.request.method`, `http.route`, `http.response.status_code` (old names aliased), else "" and 0. */
  httpMethod: string;
  httpRoute: string;
  httpStatus: number;
  /** `db.system.name` and `db.query.text` (old names aliased), else "". */
  dbSystem: string;
  dbQuery: string;
  scopeName: string;
  scopeVersion: string;
  resourceAttributes: Attributes;
  attributes: Attributes;
  events: SpanEvent[];
  links: SpanLink[];
  /** How many spans this one stands for: 2⁵⁶ / (2⁵⁶ − T) from the tracestate's `ot=th:`, else 1. */
  weight: number;
  /** False where upstream sampling was not declared, so `weight` is an assumption. */
  weightKnown: boolean;
}

export const CHANGE_KINDS = [
  "deploy",
  "rollback",
  "flag",
  "config",
  "migration",
  "infrastructure",
  "dependency",
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** Something that was changed on purpose, from `POST /v1/events` or `governor deploy`. */
export interface ChangeEvent {
  /** Given by the sender, else made from the content; a repeated id is the same event. */
  id: string;
  kind: ChangeKind;
  timeUnixMs: number;
  service: string;
  env: string;
  release: string;
  /** Commit, empty when unknown. */
  sha: string;
  /** Who did it (person or pipeline), empty when unknown. */
  actor: string;
  /** Team that answers for the change where the sender says so; empty otherwise. */
  owner: string;
  /** Link to the pull request or pipeline run. */
  url: string;
  title: string;
}
