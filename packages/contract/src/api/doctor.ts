import type { TagKey } from "../tags.ts";
import type { Versioned } from "./base.ts";

export const DOCTOR_LEVELS = ["ok", "warn", "fail"] as const;

/** One thing that was looked at: what is wrong, and what to do. */
export interface DoctorCheck {
  /** `facts.no-spans`; the checks are listed in docs/doctor.md. */
  id: string;
  level: (typeof DOCTOR_LEVELS)[number];
  /** What was looked at, and at which service where it is about one. */
  title: string;
  /** What was found. */
  cause: string;
  /** Empty where nothing is to be done. */
  fix: string;
}

/** An attribute from which a tag could be read too. */
export interface AliasCandidate {
  tag: TagKey;
  attribute: string;
  /** Spans that carry it, among those that were looked at. */
  spans: number;
}

/** `GET /api/v1/doctor`: what the server knows of a set-up, from its own state and the spans of the last hour. */
export interface DoctorResponse extends Versioned {
  version: string;
  /** The server's clock. */
  nowMs: number;
  checks: DoctorCheck[];
  /** Attributes that spans carry for tags that are empty. */
  aliases: AliasCandidate[];
}
