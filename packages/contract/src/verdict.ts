import type { TagSubset } from "./tags.ts";

/** What a judge concluded. `not-enough-data` is never a pass. */
export const OUTCOMES = ["breach", "pass", "not-enough-data"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type Unit = "ms" | "ratio" | "count" | "bytes";

/** What a verdict is about: tags, and the endpoint where a tag does not reach that deep. */
export interface Subject extends TagSubset {
  /** `GET /cases/search`, for verdicts about one endpoint. */
  endpoint?: string;
}

export type Evidence =
  | { kind: "trace"; traceId: string; note: string }
  | { kind: "repeated-query"; traceId: string; query: string; count: number; totalMs: number }
  | { kind: "note"; note: string };

/** What a judge returns, before anybody asked who and why. */
export interface BareVerdict {
  rule: string;
  outcome: Outcome;
  subject: Subject;
  /** A sentence: what, how much, against which limit. */
  summary: string;
  /** null where nothing was observed. */
  observed: number | null;
  limit: number;
  unit: Unit;
  /** 95 % interval of `observed`, same unit. */
  interval: { low: number; high: number } | null;
  /** 0..1: how sure the judge is of the outcome; 0 for not-enough-data. */
  confidence: number;
  n: number;
  /** Fewer than this is not enough to judge. */
  minN: number;
  windowFromMs: number;
  windowToMs: number;
  evidence: Evidence[];
}

export interface Owner {
  team: string;
  /** How to reach them, as the catalog says; empty when it does not. */
  contact: string;
  /** Where the catalog says so. Never guessed: where nobody is named there is no owner. */
  source: "step" | "journey" | "service";
}

export interface Suspect {
  kind: "deploy" | "no-deploy";
  service: string;
  release: string;
  sha: string;
  actor: string;
  owner: string;
  url: string;
  timeUnixMs: number | null;
  /** 0..1; the probabilities of one verdict's suspects, "no deploy" included, sum to 1. */
  probability: number;
  reasons: string[];
}

export interface Rollback {
  service: string;
  fromRelease: string;
  toRelease: string;
  /** From the catalog's template; null when the catalog has none. */
  command: string | null;
  note: string;
}

export interface Verdict extends BareVerdict {
  owner: Owner | null;
  /** Start of the breach as far as the data show, epoch milliseconds; null when unknown. */
  sinceMs: number | null;
  suspects: Suspect[];
  rollback: Rollback | null;
  remedy: string;
}

/** A finding's life. It closes itself: `fixed` when the limit holds again, `verified` once it held for the verification period. */
export const FINDING_STATES = ["open", "acknowledged", "fixed", "verified"] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** What happened to a finding, by itself or by a person. `unsnoozed` is both: a snooze that ended, and one that was ended. */
export const FINDING_EVENTS = [
  "opened",
  "observed",
  "acknowledged",
  "fixed",
  "reopened",
  "verified",
  "commented",
  "snoozed",
  "unsnoozed",
] as const;
export type FindingEvent = (typeof FINDING_EVENTS)[number];

export interface FindingHistoryEntry {
  timeUnixMs: number;
  event: FindingEvent;
  /** `governor` for what happened by itself, else `key:<id>` or `local`. */
  actor: string;
  /** The actor's name at that time; empty where it was not written down. */
  actorName: string;
  note: string;
  observed: number | null;
}

/** Until when a finding is to be left alone, and why. A marked worsening ends it early. */
export interface FindingSnooze {
  sinceMs: number;
  untilMs: number;
  reason: string;
  /** Actor and name of who did it. */
  by: string;
  byName: string;
}

/** A verdict kept and followed; the same fingerprint is the same finding. */
export interface Finding {
  id: string;
  fingerprint: string;
  state: FindingState;
  verdict: Verdict;
  openedMs: number;
  lastSeenMs: number;
  closedMs: number | null;
  /** How many evaluations breached. */
  occurrences: number;
  /** Runs now: the finding alerts nobody and does not count as open. Null where it is not snoozed, or not any more. */
  snooze: FindingSnooze | null;
  /** When a person first acknowledged, commented on or snoozed it since it last opened; null where nobody has. */
  triagedMs: number | null;
  history: FindingHistoryEntry[];
}

/** What makes two verdicts the same finding: rule and subject, but not the release, which is what changes. */
export function fingerprintOf(rule: string, subject: Subject): string {
  const { release: _release, ...identity } = subject;
  const parts = Object.entries(identity)
    .filter(([, value]) => value !== undefined && value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return [rule, ...parts].join("|");
}
