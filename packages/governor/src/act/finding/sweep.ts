import type { FindingState, Verdict } from "@governor/contract";
import type { StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import type { FindingChange } from "./change.ts";
import { appendHistory, ownEntry } from "./history.ts";

const ACTIVE = sqlFile(import.meta.url, "active.sql");
const CLOSE = sqlFile(import.meta.url, "close.sql");
const EXPIRED = sqlFile(import.meta.url, "expired.sql");
const WAKE = sqlFile(import.meta.url, "wake.sql");

/** A finding that is not closed, for the question whether anything still judges it. */
export interface ActiveFinding {
  id: string;
  verdict: Verdict;
  /** Its newest breach. */
  lastSeenMs: number;
}

/**
 * Closes findings whose subject is not judged any more, since no verdict would ever close them. `whyVanished` gives the note
 * that says why, or null for what is still judged. To be called in a transaction.
 */
export async function closeVanished(
  queries: StateQueries,
  whyVanished: (finding: ActiveFinding) => string | null,
  nowMs: number,
): Promise<FindingChange[]> {
  const changes: FindingChange[] = [];
  for (const row of await queries.query<SweptRow>(ACTIVE)) {
    const { id, verdict, last_seen_at } = row;
    const note = whyVanished({ id, verdict, lastSeenMs: last_seen_at.getTime() });
    if (note === null) continue;
    await queries.query(CLOSE, [id, "fixed", new Date(nowMs)]);
    await appendHistory(queries, id, ownEntry("fixed", note, nowMs));
    changes.push(changeOf(row, "fixed", note, nowMs));
  }
  return changes;
}

/** Ends snoozes whose time is over; what is not fixed by then is open again. To be called in a transaction. */
export async function wakeExpired(queries: StateQueries, nowMs: number): Promise<FindingChange[]> {
  const changes: FindingChange[] = [];
  for (const row of await queries.query<SweptRow>(EXPIRED, [new Date(nowMs)])) {
    await queries.query(WAKE, [row.id]);
    if (row.state !== "open" && row.state !== "acknowledged") continue;
    const note = "Its snooze ended, and it is not fixed.";
    await appendHistory(queries, row.id, ownEntry("unsnoozed", note, nowMs));
    changes.push(changeOf(row, "unsnoozed", note, nowMs));
  }
  return changes;
}

interface SweptRow {
  id: string;
  state: FindingState;
  verdict: Verdict;
  opened_at: Date;
  last_seen_at: Date;
  snoozed_until: Date | null;
}

function changeOf(row: SweptRow, event: FindingChange["event"], note: string, nowMs: number): FindingChange {
  const isSnoozed = (row.snoozed_until?.getTime() ?? 0) > nowMs;
  return { id: row.id, event, verdict: row.verdict, openedMs: row.opened_at.getTime(), note, isSnoozed };
}
