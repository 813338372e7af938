import {
  FINDING_STATES,
  LIMITS,
  type Finding,
  type FindingHistoryEntry,
  type FindingSnooze,
  type FindingState,
  type TagSubset,
  type Verdict,
} from "@governor/contract";
import type { StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { jsonParameter } from "../../store/state/text.ts";

export type { FindingChange } from "./change.ts";
export { recordVerdicts } from "./record.ts";
export { closeVanished, wakeExpired, type ActiveFinding } from "./sweep.ts";
export { acknowledge, comment, findingNotFound, reopen, snooze, unsnooze, type Hand } from "./triage.ts";

const LIST = sqlFile(import.meta.url, "list.sql");

/** History lines shown of one finding, newest kept; in a list fewer. */
const HISTORY_LINES = 1_000;
const HISTORY_LINES_IN_LIST = 20;

export interface FindingFilter {
  states: readonly FindingState[];
  nowMs: number;
  /** Only what is snoozed now, or only what is not; both when left out. */
  isSnoozed?: boolean;
  /** Only what was open at some time in the period. */
  fromMs?: number;
  toMs?: number;
  /** A tag that a subject does not have excludes nothing. */
  tags?: TagSubset;
  /** Team id; empty for any. */
  team?: string;
  limit?: number;
}

/** Findings, by state and then worst first. */
export async function listFindings(queries: StateQueries, filter: FindingFilter): Promise<Finding[]> {
  return read(queries, filter, null, HISTORY_LINES_IN_LIST);
}

/** One finding with its history; null where there is none with this id (a UUID). */
export async function getFinding(queries: StateQueries, id: string, nowMs: number): Promise<Finding | null> {
  const [finding] = await read(queries, { states: FINDING_STATES, nowMs }, id, HISTORY_LINES);
  return finding ?? null;
}

async function read(
  queries: StateQueries,
  filter: FindingFilter,
  id: string | null,
  historyLines: number,
): Promise<Finding[]> {
  const { states, nowMs, isSnoozed = null, fromMs, toMs, tags = {}, team = "", limit = LIMITS.listRows } = filter;
  const period = [dateOf(fromMs), dateOf(toMs)];
  const values = [id, states, ...period, team, jsonParameter(tags), historyLines, limit, isSnoozed, new Date(nowMs)];
  return (await queries.query<FindingRow>(LIST, values)).map((row) => findingOf(row, nowMs));
}

interface FindingRow {
  id: string;
  fingerprint: string;
  state: FindingState;
  verdict: Verdict;
  opened_at: Date;
  last_seen_at: Date;
  closed_at: Date | null;
  occurrences: number;
  triaged_at: Date | null;
  snoozed_at: Date | null;
  snoozed_until: Date | null;
  snooze_reason: string | null;
  snoozed_by: string | null;
  snoozed_by_name: string | null;
  history: FindingHistoryEntry[];
}

function findingOf(row: FindingRow, nowMs: number): Finding {
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    state: row.state,
    verdict: row.verdict,
    openedMs: row.opened_at.getTime(),
    lastSeenMs: row.last_seen_at.getTime(),
    closedMs: row.closed_at?.getTime() ?? null,
    occurrences: row.occurrences,
    snooze: snoozeOf(row, nowMs),
    triagedMs: row.triaged_at?.getTime() ?? null,
    history: row.history,
  };
}

/** A snooze counts to its very end, also where no evaluation has written the end down yet. */
function snoozeOf(row: FindingRow, nowMs: number): FindingSnooze | null {
  if (row.snoozed_until === null || row.snoozed_until.getTime() <= nowMs) return null;
  return {
    sinceMs: row.snoozed_at?.getTime() ?? 0,
    untilMs: row.snoozed_until.getTime(),
    reason: row.snooze_reason ?? "",
    by: row.snoozed_by ?? "",
    byName: row.snoozed_by_name ?? "",
  };
}

function dateOf(timeMs: number | undefined): Date | null {
  return timeMs === undefined ? null : new Date(timeMs);
}
