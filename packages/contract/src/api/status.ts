import type { Versioned } from "./base.ts";

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
  /** When findings were last judged, by any server on these stores, epoch milliseconds; null before the first time. */
  lastJudgedMs: number | null;
  catalog: { path: string | null; journeys: number; services: number; teams: number; problem: string | null };
}

/** `GET /api/v1/values?tag=tenant`: values seen in the period, most spans first, for the filters. */
export interface TagValuesResponse extends Versioned {
  tag: string;
  values: { value: string; spans: number }[];
}
