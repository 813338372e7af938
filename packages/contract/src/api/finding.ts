import type { Versioned } from "./base.ts";
import type { Finding } from "../verdict.ts";

/**
 * `GET /api/v1/findings?state=`. `active`: open or acknowledged, and not snoozed. `snoozed`: open or acknowledged, and
 * snoozed. The states themselves include what is snoozed.
 */
export const FINDING_FILTERS = ["active", "snoozed", "open", "acknowledged", "fixed", "verified", "all"] as const;
export type FindingFilterState = (typeof FINDING_FILTERS)[number];

/** `GET /api/v1/findings` */
export interface FindingsResponse extends Versioned {
  findings: Finding[];
}

/** `GET /api/v1/findings/:id`, and what every change of one answers. */
export interface FindingResponse extends Versioned {
  finding: Finding;
}

/** Body of `POST /api/v1/findings/:id/{acknowledge,unsnooze,reopen}`; may be left out. */
export interface FindingNoteBody {
  note?: string;
}

/** Body of `POST /api/v1/findings/:id/comment`. */
export interface FindingCommentBody {
  text: string;
}

/** Body of `POST /api/v1/findings/:id/snooze`; at most LIMITS.snoozeDays ahead. */
export interface FindingSnoozeBody {
  untilMs: number;
  reason: string;
}
