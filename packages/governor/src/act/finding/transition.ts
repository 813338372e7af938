import type { FindingHistoryEntry, FindingState, Verdict } from "@governor/contract";
import { ownEntry } from "./history.ts";

/** A limit that held for this long after it was broken is verified to hold: twelve windows of the default five minutes. */
export const VERIFICATION_MS = 3_600_000;
/** An open finding's value is written down again when it moved by this share … */
export const NOTED_MOVE = 0.1;
/** … or after this time. In between the history would only repeat itself. */
export const NOTED_EVERY_MS = 600_000;

/** What the next step depends on. */
export interface FindingStatus {
  state: FindingState;
  /** When it was last fixed; null while it is open. */
  closedMs: number | null;
  notedMs: number;
  notedObserved: number | null;
  /** A person reopened it: until then a pass does not fix it. Null where nobody did. */
  heldUntilMs: number | null;
}

export interface Transition {
  /** The state afterwards. */
  state: FindingState;
  /** The verdict breached: it is counted and becomes the one that is shown. */
  breached: boolean;
  closedMs: number | null;
  /** A line for the history; null where there is nothing new to say. */
  entry: FindingHistoryEntry | null;
}

/**
 * What a verdict does to a finding; null for nothing.
 *
 * - A finding opens, or opens again, only on a breach that is **sure**: the whole interval is on the wrong side.
 *   One that was opened stays open while the estimate is over the limit, sure or not, and is fixed by a `pass`, which
 *   takes as many items as the rule demands. Two thresholds, so that a value near its limit cannot make a finding flap:
 *   by chance alone it would have to be seen far over it first. (A third condition, that the interval no longer
 *   excludes the limit, is implied: it holds the estimate, and that is within the limit.)
 * - `not-enough-data` says nothing and changes nothing: silence closes no finding.
 * - What a person reopened is held open for VERIFICATION_MS: the passes that closed it too early would close it again.
 * - `fixed` becomes `verified` at the first pass after VERIFICATION_MS.
 */
export function transition(finding: FindingStatus | null, verdict: Verdict, nowMs: number): Transition | null {
  if (verdict.outcome === "not-enough-data") return null;
  if (verdict.outcome === "pass") return finding === null ? null : passed(finding, verdict, nowMs);
  if (finding === null) return isSure(verdict) ? opened("opened", verdict, nowMs) : null;
  if (finding.closedMs !== null) return isSure(verdict) ? opened("reopened", verdict, nowMs) : null;
  const entry = saysMore(finding, verdict, nowMs) ? entryOf("observed", verdict, nowMs) : null;
  return { state: finding.state, breached: true, closedMs: null, entry };
}

/** True where the whole interval is on the wrong side of the limit; a breach without an interval is exact, hence sure. */
export function isSure(verdict: Verdict): boolean {
  const { interval, observed, limit } = verdict;
  if (interval === null || observed === null) return true;
  return observed > limit ? interval.low > limit : interval.high < limit;
}

function opened(event: "opened" | "reopened", verdict: Verdict, nowMs: number): Transition {
  return { state: "open", breached: true, closedMs: null, entry: entryOf(event, verdict, nowMs) };
}

function passed(finding: FindingStatus, verdict: Verdict, nowMs: number): Transition | null {
  if (finding.closedMs === null) {
    if (finding.heldUntilMs !== null && nowMs < finding.heldUntilMs) return null;
    return { state: "fixed", breached: false, closedMs: nowMs, entry: entryOf("fixed", verdict, nowMs) };
  }
  if (finding.state !== "fixed" || nowMs - finding.closedMs < VERIFICATION_MS) return null;
  return {
    state: "verified",
    breached: false,
    closedMs: finding.closedMs,
    entry: entryOf("verified", verdict, nowMs),
  };
}

function saysMore(finding: FindingStatus, verdict: Verdict, nowMs: number): boolean {
  if (nowMs - finding.notedMs >= NOTED_EVERY_MS) return true;
  if (finding.notedObserved === null || verdict.observed === null) return finding.notedObserved !== verdict.observed;
  return Math.abs(verdict.observed - finding.notedObserved) >= NOTED_MOVE * Math.abs(finding.notedObserved);
}

function entryOf(event: FindingHistoryEntry["event"], verdict: Verdict, nowMs: number): FindingHistoryEntry {
  return ownEntry(event, verdict.summary, nowMs, verdict.observed);
}
