import type { Period, SeriesPoint, Versioned } from "./base.ts";
import type { ChangeEvent } from "../fact.ts";
import type { Finding, Owner } from "../verdict.ts";

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
