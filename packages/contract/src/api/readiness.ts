import type { Outcome, Owner } from "../verdict.ts";
import type { Versioned } from "./base.ts";

/** What a team can be answerable for, per service. Where the catalog names nobody for one of them, the service's owner is. */
export const RESPONSIBILITIES = ["performance", "queries", "jobs", "telemetry", "vendors"] as const;
export type Responsibility = (typeof RESPONSIBILITIES)[number];

/** The delivery checklist: what every service has to show, in the order of display. */
export const READINESS_CHECKS = [
  "targets",
  "owners",
  "instrumentation",
  "sampling",
  "gate",
  "triage",
  "cache",
  "release-markers",
  "rollback-drill",
] as const;
export type ReadinessCheck = (typeof READINESS_CHECKS)[number];

export interface CheckResult {
  check: ReadinessCheck;
  title: string;
  /** `not-enough-data`: it cannot be judged yet, and `summary` says why. */
  outcome: Outcome;
  summary: string;
  /** What to do next; empty for a pass. A command where there is one. */
  remedy: string;
}

export interface ServiceReadiness {
  service: string;
  /** In the catalog, or only seen in telemetry. */
  inCatalog: boolean;
  owner: Owner | null;
  /** Who answers for what; null where nobody does. */
  owners: Record<Responsibility, { team: string; source: "responsibility" | "service" } | null>;
  checks: CheckResult[];
  passed: number;
  failed: number;
  unjudged: number;
}

/** A team's services together. */
export interface TeamReadiness {
  /** Empty for services that nobody owns. */
  team: string;
  services: number;
  passed: number;
  failed: number;
  unjudged: number;
}

/** `GET /api/v1/readiness` */
export interface ReadinessResponse extends Versioned {
  judgedMs: number;
  services: ServiceReadiness[];
  teams: TeamReadiness[];
}

export const DRILL_KINDS = ["rollback", "cache-invalidation"] as const;
export type DrillKind = (typeof DRILL_KINDS)[number];

/** A practice of the way back, or of making a cache forget, as somebody put it on record. */
export interface Drill {
  id: string;
  kind: DrillKind;
  service: string;
  env: string;
  outcome: "passed" | "failed";
  /** How long it took until users were served rightly again; null when not measured. */
  durationMs: number | null;
  note: string;
  actor: string;
  timeUnixMs: number;
}

/** `GET /api/v1/drills`, newest first, and `POST /api/v1/drills`. */
export interface DrillsResponse extends Versioned {
  drills: Drill[];
}
export interface DrillResponse extends Versioned {
  drill: Drill;
}
