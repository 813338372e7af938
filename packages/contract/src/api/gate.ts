import type { Versioned } from "./base.ts";
import type { Outcome, Verdict } from "../verdict.ts";

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
