import {
  FINDING_STATES,
  LIMITS,
  type Finding,
  type FindingHistoryEntry,
  type FindingState,
  type TagSubset,
  type Verdict,
} from "@governor/contract";
import type { State } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { jsonParameter } from "../../store/state/text.ts";
import { appendHistory } from "./history.ts";

export { closeVanished, recordVerdicts, type Recorded } from "./record.ts";

const LIST = sqlFile(import.meta.url, "list.sql");
const ACKNOWLEDGE = sqlFile(import.meta.url, "acknowledge.sql");

/** History lines shown of one finding, newest kept; in a list fewer. */
const HISTORY_LINES = 1_000;
const HISTORY_LINES_IN_LIST = 20;

export interface FindingFilter {
  states: readonly FindingState[];
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
export async function listFindings(state: State, filter: FindingFilter): Promise<Finding[]> {
  const { states, fromMs, toMs, tags = {}, team = "", limit = LIMITS.listRows } = filter;
  const values = [null, states, dateOf(fromMs), dateOf(toMs), team, jsonParameter(tags), HISTORY_LINES_IN_LIST, limit];
  return (await state.query<FindingRow>(LIST, values)).map(findingOf);
}

/** One finding with its history; null where there is none with this id (a UUID). */
export async function getFinding(state: State, id: string): Promise<Finding | null> {
  const values = [id, FINDING_STATES, null, null, "", "{}", HISTORY_LINES, 1];
  const [row] = await state.query<FindingRow>(LIST, values);
  return row === undefined ? null : findingOf(row);
}

/** Writes down that somebody is on it. A closed finding stays as it is; null where there is none with this id. */
export async function acknowledge(
  state: State,
  id: string,
  by: { actor: string; note: string; nowMs: number },
): Promise<Finding | null> {
  await state.transaction(async (queries) => {
    const changed = await queries.query<{ id: string }>(ACKNOWLEDGE, [id]);
    if (changed.length === 0) return;
    const { actor, note, nowMs } = by;
    await appendHistory(queries, id, { timeUnixMs: nowMs, event: "acknowledged", actor, note, observed: null });
  });
  return getFinding(state, id);
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
  history: FindingHistoryEntry[];
}

function findingOf(row: FindingRow): Finding {
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    state: row.state,
    verdict: row.verdict,
    openedMs: row.opened_at.getTime(),
    lastSeenMs: row.last_seen_at.getTime(),
    closedMs: row.closed_at?.getTime() ?? null,
    occurrences: row.occurrences,
    history: row.history,
  };
}

function dateOf(timeMs: number | undefined): Date | null {
  return timeMs === undefined ? null : new Date(timeMs);
}
