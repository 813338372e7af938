import { LIMITS, type FindingEvent, type FindingState, type Verdict } from "@governor/contract";
import { GovernorError } from "../../errors.ts";
import { appendAudit } from "../../records/audit/append.ts";
import type { State, StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import type { FindingChange } from "./change.ts";
import { appendHistory } from "./history.ts";
import { VERIFICATION_MS } from "./transition.ts";

const LOCK_ONE = sqlFile(import.meta.url, "lock-one.sql");
const ACKNOWLEDGE = sqlFile(import.meta.url, "acknowledge.sql");
const TOUCH = sqlFile(import.meta.url, "touch.sql");
const SNOOZE = sqlFile(import.meta.url, "snooze.sql");
const WAKE = sqlFile(import.meta.url, "wake.sql");
const REOPEN = sqlFile(import.meta.url, "reopen.sql");

/** The same comment again within this time is a second click, not a second thought. */
const REPEATED_WITHIN_MS = 60_000;
const DAY_MS = 86_400_000;

/** Who does it, and when. */
export interface Hand {
  actor: string;
  name: string;
  nowMs: number;
}

/** Writes down that somebody is on it. Again without a new note it changes nothing; a closed finding stays as it is. */
export async function acknowledge(state: State, id: string, note: string, hand: Hand): Promise<void> {
  await change(state, id, hand, async (row, did) => {
    if (!isActive(row) || (row.state === "acknowledged" && (note === "" || wasJust(row, "acknowledged", note, hand))))
      return;
    await did.query(ACKNOWLEDGE, [id, new Date(hand.nowMs)]);
    await did.note("acknowledged", note);
  });
}

export async function comment(state: State, id: string, text: string, hand: Hand): Promise<void> {
  await change(state, id, hand, async (row, did) => {
    const isRepeated = wasJust(row, "commented", text, hand);
    if (isRepeated && hand.nowMs - (row.time?.getTime() ?? 0) < REPEATED_WITHIN_MS) return;
    await did.query(TOUCH, [id, new Date(hand.nowMs)]);
    await did.note("commented", text);
  });
}

/**
 * Leaves a finding alone until then. The same again changes nothing, another end or reason replaces it.
 * @throws GovernorError `finding.closed`, `finding.snooze-range`
 */
export async function snooze(
  state: State,
  id: string,
  { untilMs, reason }: { untilMs: number; reason: string },
  hand: Hand,
): Promise<void> {
  if (untilMs <= hand.nowMs || untilMs > hand.nowMs + LIMITS.snoozeDays * DAY_MS)
    throw new GovernorError("finding.snooze-range", { days: LIMITS.snoozeDays });
  await change(state, id, hand, async (row, did) => {
    if (!isActive(row)) throw new GovernorError("finding.closed", { id, state: row.state });
    const isSame = row.snoozed_until?.getTime() === untilMs && row.snooze_reason === reason;
    if (isSame && row.snoozed_by === hand.actor) return;
    const values = [id, new Date(hand.nowMs), new Date(untilMs), reason, hand.actor, hand.name];
    await did.query(SNOOZE, values);
    await did.note("snoozed", `Until ${new Date(untilMs).toISOString()}: ${reason}`, { untilMs, reason });
  });
}

/** Ends a snooze; a finding that is not snoozed stays as it is. */
export async function unsnooze(state: State, id: string, note: string, hand: Hand): Promise<void> {
  await change(state, id, hand, async (row, did) => {
    if ((row.snoozed_until?.getTime() ?? 0) <= hand.nowMs) return;
    await did.query(WAKE, [id]);
    await did.note("unsnoozed", note);
  });
}

/**
 * Opens a finding again by hand: one that was closed too early is held open for an hour whatever the verdicts say; one
 * that was acknowledged has nobody on it. `told` gets the change of what was closed, in the same transaction.
 */
export async function reopen(
  state: State,
  id: string,
  note: string,
  hand: Hand,
  told: (queries: StateQueries, changes: FindingChange[]) => Promise<void>,
): Promise<void> {
  await change(state, id, hand, async (row, did) => {
    if (row.state === "open") return;
    const isHeld = row.state !== "acknowledged";
    const heldUntil = isHeld ? new Date(hand.nowMs + VERIFICATION_MS) : null;
    await did.query(REOPEN, [id, heldUntil, new Date(hand.nowMs)]);
    await did.note("reopened", note);
    if (!isHeld) return;
    const { verdict, opened_at } = row;
    const isSnoozed = (row.snoozed_until?.getTime() ?? 0) > hand.nowMs;
    const by = `Reopened by ${hand.name}${note === "" ? "." : `: ${note}`}`;
    await told(did, [{ id, event: "reopened", verdict, openedMs: opened_at.getTime(), note: by, isSnoozed }]);
  });
}

interface LockedRow {
  id: string;
  state: FindingState;
  verdict: Verdict;
  opened_at: Date;
  snoozed_until: Date | null;
  snooze_reason: string | null;
  snoozed_by: string | null;
  /** The newest line of its history but for observed values. */
  event: FindingEvent | null;
  actor: string | null;
  note: string | null;
  time: Date | null;
}

type Changing = StateQueries & {
  /** A line in the history and one in the audit log. */
  note(event: FindingEvent, note: string, details?: Record<string, unknown>): Promise<void>;
};

/** Locks the finding and lets `make` change it. @throws GovernorError `request.not-found` */
async function change(
  state: State,
  id: string,
  hand: Hand,
  make: (row: LockedRow, did: Changing) => Promise<void>,
): Promise<void> {
  await state.transaction(async (queries) => {
    const [row] = await queries.query<LockedRow>(LOCK_ONE, [id]);
    if (row === undefined) throw findingNotFound(id);
    const { actor, name, nowMs } = hand;
    const note: Changing["note"] = async (event, text, details = { note: text }) => {
      const entry = { timeUnixMs: nowMs, event, actor, actorName: name, note: text, observed: null };
      await appendHistory(queries, id, entry);
      await appendAudit(queries, { actor, action: `finding.${event}`, subject: `finding:${id}`, details, nowMs });
    };
    await make(row, { query: (sql, values) => queries.query(sql, values), note });
  });
}

export function findingNotFound(id: string): GovernorError {
  const hint = "`governor findings list --state all` lists them.";
  return new GovernorError("request.not-found", { what: `finding ${id}`, hint });
}

function isActive({ state }: LockedRow): boolean {
  return state === "open" || state === "acknowledged";
}

function wasJust(row: LockedRow, event: FindingEvent, note: string, hand: Hand): boolean {
  return row.event === event && row.actor === hand.actor && row.note === note;
}
