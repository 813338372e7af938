import { fingerprintOf, type FindingState, type Verdict } from "@governor/contract";
import type { StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { jsonParameter } from "../../store/state/text.ts";
import type { FindingChange } from "./change.ts";
import { appendHistory, ownEntry } from "./history.ts";
import { settled } from "./settle.ts";
import { markedWorsening } from "./snooze.ts";
import { transition, type FindingStatus, type Transition } from "./transition.ts";

const LOCK = sqlFile(import.meta.url, "lock.sql");
const OPEN = sqlFile(import.meta.url, "open.sql");
const BREACH = sqlFile(import.meta.url, "breach.sql");
const CLOSE = sqlFile(import.meta.url, "close.sql");
const WAKE = sqlFile(import.meta.url, "wake.sql");

/**
 * Follows the verdicts: opens, updates and closes their findings. To be called in a transaction, so that all are or none.
 * Safe from several servers at once: known findings are locked, a new one exists once by its fingerprint.
 */
export async function recordVerdicts(
  queries: StateQueries,
  verdicts: readonly Verdict[],
  nowMs: number,
): Promise<FindingChange[]> {
  const byFingerprint = new Map(verdicts.map((verdict) => [fingerprintOf(verdict.rule, verdict.subject), verdict]));
  const rows = await queries.query<LockedRow>(LOCK, [[...byFingerprint.keys()]]);
  const known = new Map(rows.map((row) => [row.fingerprint, row]));
  const changes: FindingChange[] = [];
  for (const [fingerprint, verdict] of byFingerprint) {
    const row = known.get(fingerprint);
    const change = transition(row ? statusOf(row) : null, verdict, nowMs);
    if (change === null) continue;
    const made = row ? await follow(queries, row, change, verdict, nowMs) : await open(queries, change, verdict, nowMs);
    if (made !== null) changes.push(made);
  }
  return changes;
}

async function open(
  queries: StateQueries,
  change: Transition,
  verdict: Verdict,
  nowMs: number,
): Promise<FindingChange | null> {
  const fingerprint = fingerprintOf(verdict.rule, verdict.subject);
  const values = [fingerprint, verdict.rule, jsonParameter(verdict), new Date(nowMs)];
  const [row] = await queries.query<{ id: string }>(OPEN, values);
  // Another server opened it since the lock was taken, and has counted this breach.
  if (row === undefined) return null;
  if (change.entry) await appendHistory(queries, row.id, change.entry);
  return { id: row.id, event: "opened", verdict, openedMs: nowMs, note: "", isSnoozed: false };
}

/** Carries a transition out on a known finding; null where its state stays as it is. */
async function follow(
  queries: StateQueries,
  row: LockedRow,
  change: Transition,
  verdict: Verdict,
  nowMs: number,
): Promise<FindingChange | null> {
  let shown = row.verdict;
  if (change.breached) {
    shown = row.closed_at === null ? settled(row.verdict, verdict, nowMs) : verdict;
    await queries.query(BREACH, [row.id, change.state, jsonParameter(shown), new Date(nowMs)]);
  } else {
    await queries.query(CLOSE, [row.id, change.state, change.closedMs === null ? null : new Date(change.closedMs)]);
  }
  if (change.entry) await appendHistory(queries, row.id, change.entry);
  const worsening = isSnoozed(row, nowMs) ? markedWorsening(row.snoozed_observed, verdict) : null;
  if (worsening !== null) await wakeEarly(queries, row.id, worsening, verdict, nowMs);
  const event = changeOf(change) ?? (worsening === null ? null : "unsnoozed");
  if (event === null) return null;
  const stillSnoozed = worsening === null && isSnoozed(row, nowMs);
  return { id: row.id, event, verdict: shown, openedMs: row.opened_at.getTime(), note: "", isSnoozed: stillSnoozed };
}

async function wakeEarly(
  queries: StateQueries,
  id: string,
  worsening: number,
  verdict: Verdict,
  nowMs: number,
): Promise<void> {
  await queries.query(WAKE, [id]);
  const note = `Its snooze ended early: it is ${Math.round(worsening * 100)} % worse than when it was snoozed.`;
  await appendHistory(queries, id, ownEntry("unsnoozed", note, nowMs, verdict.observed));
}

function changeOf({ entry }: Transition): FindingChange["event"] | null {
  const event = entry?.event;
  return event === "opened" || event === "reopened" || event === "fixed" || event === "verified" ? event : null;
}

interface LockedRow {
  id: string;
  fingerprint: string;
  state: FindingState;
  closed_at: Date | null;
  verdict: Verdict;
  opened_at: Date;
  snoozed_until: Date | null;
  snoozed_observed: number | null;
  held_until: Date | null;
  noted_at: Date | null;
  noted_observed: number | null;
}

function isSnoozed(row: LockedRow, nowMs: number): boolean {
  return row.snoozed_until !== null && row.snoozed_until.getTime() > nowMs;
}

function statusOf(row: LockedRow): FindingStatus {
  return {
    state: row.state,
    closedMs: row.closed_at?.getTime() ?? null,
    notedMs: row.noted_at?.getTime() ?? 0,
    notedObserved: row.noted_observed,
    heldUntilMs: row.held_until?.getTime() ?? null,
  };
}
