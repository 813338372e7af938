import { fingerprintOf, type FindingState, type Verdict } from "@governor/contract";
import type { State, StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { jsonParameter } from "../../store/state/text.ts";
import { appendHistory } from "./history.ts";
import { settled } from "./settle.ts";
import { transition, type FindingStatus, type Transition } from "./transition.ts";

const LOCK = sqlFile(import.meta.url, "lock.sql");
const OPEN = sqlFile(import.meta.url, "open.sql");
const BREACH = sqlFile(import.meta.url, "breach.sql");
const CLOSE = sqlFile(import.meta.url, "close.sql");
const ACTIVE = sqlFile(import.meta.url, "active.sql");

/** How many findings did what, for the log. */
export interface Recorded {
  opened: number;
  reopened: number;
  fixed: number;
  verified: number;
}

/**
 * Follows the verdicts: opens, updates and closes their findings, all or none. Safe from several servers at once:
 * known findings are locked, a new one exists once by its fingerprint.
 */
export async function recordVerdicts(state: State, verdicts: readonly Verdict[], nowMs: number): Promise<Recorded> {
  const byFingerprint = new Map(verdicts.map((verdict) => [fingerprintOf(verdict.rule, verdict.subject), verdict]));
  return state.transaction(async (queries) => {
    const rows = await queries.query<LockedRow>(LOCK, [[...byFingerprint.keys()]]);
    const known = new Map(rows.map((row) => [row.fingerprint, row]));
    const recorded: Recorded = { opened: 0, reopened: 0, fixed: 0, verified: 0 };
    for (const [fingerprint, verdict] of byFingerprint) {
      const row = known.get(fingerprint);
      const change = transition(row ? statusOf(row) : null, verdict, nowMs);
      if (change === null) continue;
      const id = row?.id ?? (await open(queries, fingerprint, verdict, nowMs));
      // Another server opened it since the lock was taken, and has counted this breach.
      if (id === null) continue;
      if (row) await apply(queries, row, change, verdict, nowMs);
      if (change.entry) await appendHistory(queries, id, change.entry);
      const event = change.entry?.event;
      if (event && event in recorded) recorded[event as keyof Recorded]++;
    }
    return recorded;
  });
}

/**
 * Closes findings whose subject is not judged any more (its step left the catalog, or is measured elsewhere), with that
 * note: no verdict would ever close them. Returns how many.
 */
export async function closeVanished(
  state: State,
  isJudged: (verdict: Verdict) => boolean,
  nowMs: number,
): Promise<number> {
  return state.transaction(async (queries) => {
    const rows = await queries.query<{ id: string; verdict: Verdict }>(ACTIVE);
    const vanished = rows.filter((row) => !isJudged(row.verdict));
    for (const { id } of vanished) {
      await queries.query(CLOSE, [id, "fixed", new Date(nowMs)]);
      const note = "Closed without a verdict: the catalog does not have this step any more, or measures it elsewhere.";
      await appendHistory(queries, id, { timeUnixMs: nowMs, event: "fixed", actor: "governor", note, observed: null });
    }
    return vanished.length;
  });
}

async function open(
  queries: StateQueries,
  fingerprint: string,
  verdict: Verdict,
  nowMs: number,
): Promise<string | null> {
  const values = [fingerprint, verdict.rule, jsonParameter(verdict), new Date(nowMs)];
  const [row] = await queries.query<{ id: string }>(OPEN, values);
  return row?.id ?? null;
}

async function apply(
  queries: StateQueries,
  row: LockedRow,
  change: Transition,
  verdict: Verdict,
  nowMs: number,
): Promise<void> {
  if (change.breached) {
    const shown = row.closed_at === null ? settled(row.verdict, verdict, nowMs) : verdict;
    await queries.query(BREACH, [row.id, change.state, jsonParameter(shown), new Date(nowMs)]);
  } else {
    await queries.query(CLOSE, [row.id, change.state, change.closedMs === null ? null : new Date(change.closedMs)]);
  }
}

interface LockedRow {
  id: string;
  fingerprint: string;
  state: FindingState;
  closed_at: Date | null;
  verdict: Verdict;
  noted_at: Date | null;
  noted_observed: number | null;
}

function statusOf(row: LockedRow): FindingStatus {
  return {
    state: row.state,
    closedMs: row.closed_at?.getTime() ?? null,
    notedMs: row.noted_at?.getTime() ?? 0,
    notedObserved: row.noted_observed,
  };
}
