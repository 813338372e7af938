import type { Versioned } from "./base.ts";
import type { Outcome, Owner, Verdict } from "../verdict.ts";

/** `GET /api/v1/gate?release=v2`: every latency budget of the catalog, judged on one release's facts. */
export interface GateResponse extends Versioned {
  release: string;
  env: string;
  fromMs: number;
  toMs: number;
  outcome: Outcome;
  /** Breaches first, then what could not be judged, then passes. */
  verdicts: Verdict[];
  /** Budgets of which no data can be there yet; they do not touch the outcome. */
  notJudged: NotJudged[];
}

export interface NotJudged {
  journey: string;
  step: string;
  title: string;
  /** `ttfb of /cases` */
  measure: string;
  targetMs: number;
  reason: string;
  owner: Owner | null;
}
