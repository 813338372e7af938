import type { FindingEvent, Verdict } from "@governor/contract";

/** A finding's change of state, for who is told about it in the same transaction. */
export interface FindingChange {
  id: string;
  /** `unsnoozed`: its snooze ended, or was ended by a worsening, and it still breaches. */
  event: Extract<FindingEvent, "opened" | "reopened" | "fixed" | "verified" | "unsnoozed">;
  /** As it is shown: the one that breached, also of a finding that is fixed now. */
  verdict: Verdict;
  openedMs: number;
  /** In words, where the verdict does not say it: who reopened it, why it was closed. */
  note: string;
  /** A snooze runs: nobody is to be alerted. */
  isSnoozed: boolean;
}
