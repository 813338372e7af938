import type { Period, SeriesPoint, Versioned } from "./base.ts";
import type { ChangeEvent } from "../fact.ts";
import type { Finding, Owner, Unit } from "../verdict.ts";

export type StepState = "within" | "near" | "over" | "not-enough-data" | "no-data";

/** A further budget of a step: its error rate, mean response size or cache hits. */
export interface StepBudget {
  /** The judge's rule: `budget.error_rate`, `budget.payload`, `budget.cache_hit`. */
  rule: string;
  limit: number;
  unit: Unit;
  /** Null where no span says. */
  observed: number | null;
  /** 95 % interval of `observed`. */
  low: number | null;
  high: number | null;
  n: number;
  state: Exclude<StepState, "near">;
}

/** What one tenant met in a step. */
export interface StepTenant {
  /** Empty where the spans name none. */
  tenant: string;
  n: number;
  p95Ms: number | null;
  /** 0..1 */
  errorRate: number;
}

export interface StepHealth {
  step: string;
  title: string;
  /** Empty where browsers measure the step. */
  service: string;
  endpoint: string;
  source: "spans" | "browser";
  targetMs: number;
  p95Ms: number | null;
  lowMs: number | null;
  highMs: number | null;
  n: number;
  minN: number;
  /** 0..1, as the rates below; null where there is nothing to divide by. */
  errorRate: number | null;
  state: StepState;
  /** Why there is no data, where that is known; empty otherwise. */
  reason: string;
  /** p95 against the previous period of the same length, −0.04 for 4 % faster; null where either has too few. */
  change: number | null;
  /** Spans stored for each that happened, as far as the spans say. */
  sampleRate: number | null;
  /** Share of the spans that say how they were sampled; the others count as one. */
  sampleKnown: number | null;
  cacheHitRate: number | null;
  /** Spans that say whether a cache answered. */
  cacheLookups: number;
  responseBytesMean: number | null;
  /** Null for periods that are read from rollups as well: they keep the mean only. */
  responseBytesP95: number | null;
  /** Spans that say how large their response's body was. */
  responses: number;
  /** Further budgets that the target names. */
  budgets: StepBudget[];
  /** Those in which most time is spent, five at most. */
  tenants: StepTenant[];
  exemplarTraceId: string | null;
  series: SeriesPoint[];
}

export interface JourneyHealth {
  journey: string;
  title: string;
  owner: Owner | null;
  /** In the order of the catalog. */
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
