/** Shapes of `/api/v1`: what the board and the command line read. The OpenAPI document is made from the server's schemas, which a type test holds to these. */
import type { ChangeEvent, Attributes } from "./fact.ts";
import type { Finding, Outcome, Owner, Verdict } from "./verdict.ts";

/** Raised when a field changes its meaning or goes; new fields alone do not raise it. */
export const SCHEMA_VERSION = 1;

interface Versioned {
  schemaVersion: number;
}

/** Period and filters that were applied, echoed so that a picture can say what it shows. */
export interface Period {
  fromMs: number;
  toMs: number;
  /** Newest span that is readable, epoch milliseconds; null before the first. */
  freshMs: number | null;
}

/** `GET /api/v1/status` */
export interface StatusResponse extends Versioned {
  version: string;
  ready: boolean;
  /** Parts that are not well, in words. */
  problems: string[];
  /** Since the server started. */
  spansAcknowledged: number;
  /** Spans acknowledged and not yet readable. */
  spansPending: number;
  freshMs: number | null;
  /** Any span ever stored. */
  hasData: boolean;
  otlpHttpUrl: string;
  catalog: { path: string | null; journeys: number; services: number; teams: number; problem: string | null };
}

/** `GET /api/v1/values?tag=tenant`: values seen in the period, most spans first, for the filters. */
export interface TagValuesResponse extends Versioned {
  tag: string;
  values: { value: string; spans: number }[];
}

/** A chart's points by slot of time. A slot in which nothing was seen may be left out, so a line breaks where points are further apart than their slot. */
export interface SeriesPoint {
  timeUnixMs: number;
  p95Ms: number | null;
  n: number;
}

export type StepState = "within" | "near" | "over" | "not-enough-data" | "no-data";

export interface StepHealth {
  step: string;
  title: string;
  service: string;
  endpoint: string;
  targetMs: number;
  p95Ms: number | null;
  lowMs: number | null;
  highMs: number | null;
  n: number;
  minN: number;
  errorRate: number | null;
  state: StepState;
  /** p95 against the previous period of the same length, −0.04 for 4 % faster; null where either has too few. */
  change: number | null;
  exemplarTraceId: string | null;
  series: SeriesPoint[];
}

export interface JourneyHealth {
  journey: string;
  title: string;
  owner: Owner | null;
  steps: StepHealth[];
}

/** `GET /api/v1/journeys` */
export interface JourneysResponse extends Versioned {
  period: Period;
  journeys: JourneyHealth[];
  markers: ChangeEvent[];
  /** Open and acknowledged findings, worst first. */
  findings: Finding[];
}

export interface EndpointOffender {
  service: string;
  env: string;
  /** `GET /cases/:id`: method and route, or the span's name where there is no route. */
  endpoint: string;
  method: string;
  route: string;
  kind: number;
  calls: number;
  errors: number;
  errorRate: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  p95LowMs: number;
  p95HighMs: number;
  totalTimeMs: number;
  /** 0..1 of all endpoint time in the period. */
  timeShare: number;
  /** error rate × calls per minute: what errors weigh. */
  errorImpact: number;
  /** p95 against the previous period; null where either has too few. */
  change: number | null;
  owner: Owner | null;
  release: string;
  /** A trace near p95, and the newest that failed. */
  exemplarTraceId: string | null;
  errorTraceId: string | null;
  series: SeriesPoint[];
}

export type OffenderSort = "share" | "p95" | "calls" | "errors" | "errorImpact" | "change";

/** `GET /api/v1/offenders/endpoints` */
export interface EndpointOffendersResponse extends Versioned {
  period: Period;
  sort: OffenderSort;
  totalTimeMs: number;
  /** How many there are before the row limit. */
  total: number;
  endpoints: EndpointOffender[];
  markers: ChangeEvent[];
}

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

/** `GET /api/v1/findings` and `/api/v1/findings/{id}` */
export interface FindingsResponse extends Versioned {
  findings: Finding[];
}
export interface FindingResponse extends Versioned {
  finding: Finding;
}

export interface Release {
  service: string;
  env: string;
  release: string;
  /** The release seen before it on the same service and env; empty for the first. */
  previous: string;
  /** First and last span with this release; null where it was announced but never seen. */
  firstSeenMs: number | null;
  lastSeenMs: number | null;
  spans: number;
  event: ChangeEvent | null;
}

/** `GET /api/v1/releases` */
export interface ReleasesResponse extends Versioned {
  period: Period;
  releases: Release[];
}

/** `GET /api/v1/gate?release=v2`: every latency budget of the catalog, judged on one release's facts. */
export interface GateResponse extends Versioned {
  release: string;
  env: string;
  fromMs: number;
  toMs: number;
  outcome: Outcome;
  /** Breaches first, then what could not be judged, then passes. */
  verdicts: Verdict[];
}

/** `POST /v1/events` */
export interface EventAccepted extends Versioned {
  /** The sender's, else made from the content; the same id sent again is the same event. */
  id: string;
}

export const ROLES = ["admin", "viewer", "ci", "ingest"] as const;
export type Role = (typeof ROLES)[number];

export interface Key {
  id: string;
  name: string;
  role: Role;
  /** First characters, to recognise a key; the rest is only known to who created it. */
  prefix: string;
  createdMs: number;
  lastUsedMs: number | null;
  revokedMs: number | null;
}

/** `POST /api/v1/keys`: the only answer that holds the secret. */
export interface KeyCreated extends Versioned {
  key: Key;
  secret: string;
}
export interface KeysResponse extends Versioned {
  keys: Key[];
}

/** `POST /api/v1/session` */
export interface SessionResponse extends Versioned {
  role: Role;
}

/** Body of every refusal outside OTLP. */
export interface ErrorBody {
  schemaVersion: number;
  error: { code: string; message: string; remedy: string; details?: unknown };
}
