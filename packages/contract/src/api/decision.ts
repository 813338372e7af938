import type { Versioned } from "./base.ts";

export const DECISION_STATES = ["open", "approved", "denied", "expired"] as const;
export type DecisionState = (typeof DECISION_STATES)[number];

/** What one person asked for and another one decides. */
export interface Decision {
  id: string;
  /** What happens on approval: `tenant.erase`. */
  kind: string;
  subject: string;
  reason: string;
  state: DecisionState;
  proposedBy: string;
  proposedByName: string;
  proposedMs: number;
  expiresMs: number;
  decidedBy: string | null;
  decidedByName: string | null;
  decidedMs: number | null;
  /** What the second person said to it. */
  note: string;
}

/** `GET /api/v1/decisions`: newest first. */
export interface DecisionsResponse extends Versioned {
  decisions: Decision[];
}

/** `POST /api/v1/decisions/:id/approve` and `…/deny` */
export interface DecisionResponse extends Versioned {
  decision: Decision;
}
