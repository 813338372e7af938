import type { Owner, Rollback, Subject, Suspect, Unit, Verdict } from "@governor/contract";

/** A finding's change of state, as `act/finding` hands it on. */
export interface ChangedFinding {
  id: string;
  event: "opened" | "reopened" | "fixed" | "verified" | "unsnoozed";
  verdict: Verdict;
  openedMs: number;
  note: string;
  isSnoozed: boolean;
}

/** Changes that are told; `verified` only confirms what `fixed` told. */
const TOLD = ["opened", "reopened", "fixed", "unsnoozed"] as const;
export type ToldEvent = (typeof TOLD)[number];

/** What the outbox keeps of a change: enough for every kind of message, without evidence. */
export interface FindingAlert {
  id: string;
  event: ToldEvent;
  timeUnixMs: number;
  openedMs: number;
  note: string;
  rule: string;
  subject: Subject;
  summary: string;
  observed: number | null;
  limit: number;
  unit: Unit;
  sinceMs: number | null;
  owner: Owner | null;
  /** The likeliest; null where there is none. */
  suspect: Suspect | null;
  rollback: Rollback | null;
  remedy: string;
}

/** The alert of a change; null where nobody is to be told. */
export function alertOf(change: ChangedFinding, nowMs: number): FindingAlert | null {
  const { id, event, verdict, openedMs, note, isSnoozed } = change;
  if (isSnoozed || !isTold(event)) return null;
  const { rule, subject, summary, observed, limit, unit, sinceMs, owner, suspects, rollback, remedy } = verdict;
  const what = { rule, subject, summary, observed, limit, unit };
  const why = { sinceMs, owner, suspect: suspects[0] ?? null, rollback, remedy };
  return { id, event, timeUnixMs: nowMs, openedMs, note, ...what, ...why };
}

function isTold(event: ChangedFinding["event"]): event is ToldEvent {
  return TOLD.includes(event as ToldEvent);
}
