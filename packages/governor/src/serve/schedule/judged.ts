import type { StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";

const NOTE_JUDGED = sqlFile(import.meta.url, "note-judged.sql");
const READ_JUDGED = sqlFile(import.meta.url, "read-judged.sql");

/** Judging is behind when it last ran this many intervals ago … */
const BEHIND_INTERVALS = 5;
/** … and this long: with intervals of a second, one slow evaluation is no problem. */
const BEHIND_AT_LEAST_MS = 30_000;

/** Writes down, with the findings themselves, when they were judged. */
export async function noteJudged(queries: StateQueries, nowMs: number): Promise<void> {
  await queries.query(NOTE_JUDGED, [new Date(nowMs)]);
}

/** When findings were last judged by any server on this store, epoch milliseconds; null before the first time. */
export async function readJudgedMs(queries: StateQueries): Promise<number | null> {
  const [row] = await queries.query<{ last_judged_at: Date }>(READ_JUDGED);
  return row?.last_judged_at.getTime() ?? null;
}

/** In words where judging is behind, else nothing; `startedMs` is when this server started, before which nothing was due. */
export function judgingProblem(times: {
  lastJudgedMs: number | null;
  startedMs: number;
  intervalMs: number;
  nowMs: number;
}): string[] {
  const { lastJudgedMs, startedMs, intervalMs, nowMs } = times;
  const behindMs = nowMs - Math.max(lastJudgedMs ?? 0, startedMs);
  if (behindMs <= Math.max(BEHIND_INTERVALS * intervalMs, BEHIND_AT_LEAST_MS)) return [];
  const last = lastJudgedMs === null ? "never" : new Date(lastJudgedMs).toISOString();
  const every = `${intervalMs / 1_000} s`;
  return [`Judging is behind: it was last done ${last} and is due every ${every}. The log says why (schedule, judge).`];
}
