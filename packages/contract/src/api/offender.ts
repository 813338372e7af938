import type { Period, SeriesPoint, Versioned } from "./base.ts";
import type { ChangeEvent } from "../fact.ts";
import type { Owner } from "../verdict.ts";

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
