import type { Decision, DecisionState } from "@governor/contract";
import type { State, StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { GovernorError } from "../../errors.ts";
import { demandSecond } from "./second.ts";

const DECIDE = sqlFile(import.meta.url, "decide.sql");
const EXPIRE = sqlFile(import.meta.url, "expire.sql");
const LIST = sqlFile(import.meta.url, "list.sql");
const PROPOSE = sqlFile(import.meta.url, "propose.sql");

/** Beyond this nobody remembers why; it is asked for again then. */
const OPEN_MS = 7 * 86_400_000;

/**
 * Asks a second person for something; call it within the transaction that writes down what is asked for.
 *
 * @returns the decision's id
 * @throws GovernorError `decision.open` where the same is asked for already
 */
export async function propose(
  queries: StateQueries,
  wanted: { kind: string; subject: string; reason: string; proposedBy: string; nowMs: number },
): Promise<string> {
  const { kind, subject, reason, proposedBy, nowMs } = wanted;
  await queries.query(EXPIRE, [kind, subject, new Date(nowMs)]);
  const values = [kind, subject, reason, proposedBy, new Date(nowMs), new Date(nowMs + OPEN_MS)];
  const [row] = await queries.query<{ id: string }>(PROPOSE, values);
  if (!row) throw new GovernorError("decision.open");
  return row.id;
}

/**
 * Approves or denies what somebody else proposed; who proposed it may deny it, which takes it back.
 *
 * @throws GovernorError `request.not-found`, `decision.closed`, `auth.second-person`
 */
export async function decide(
  state: State,
  id: string,
  by: { outcome: "approved" | "denied"; actor: string; note: string; nowMs: number },
): Promise<Decision> {
  const { outcome, actor, note, nowMs } = by;
  await state.transaction(async (queries) => {
    const { proposedBy } = await getDecision(queries, id, nowMs);
    if (outcome === "approved" || proposedBy !== actor) await demandSecond(queries, proposedBy, actor);
    const decided = await queries.query(DECIDE, [id, outcome, actor, new Date(nowMs), note]);
    if (decided.length > 0) return;
    throw new GovernorError("decision.closed", { state: (await getDecision(queries, id, nowMs)).state });
  });
  return getDecision(state, id, nowMs);
}

/** Decisions, newest first; only those that wait for somebody, or all. */
export async function listDecisions(
  queries: StateQueries,
  filter: { isOpen: boolean; limit: number; nowMs: number },
): Promise<Decision[]> {
  const rows = await queries.query<DecisionRow>(LIST, [new Date(filter.nowMs), null, filter.isOpen, filter.limit]);
  return rows.map(decisionOf);
}

/** One decision. @throws GovernorError `request.not-found` */
export async function getDecision(queries: StateQueries, id: string, nowMs: number): Promise<Decision> {
  const [row] = await queries.query<DecisionRow>(LIST, [new Date(nowMs), id, false, 1]);
  if (row) return decisionOf(row);
  throw new GovernorError("request.not-found", {
    what: `decision ${id}`,
    hint: "`governor decisions list --all` shows them.",
  });
}

interface DecisionRow {
  id: string;
  kind: string;
  subject: string;
  reason: string;
  note: string;
  state: DecisionState;
  proposed_by: string;
  proposed_by_name: string;
  proposed_at: Date;
  expires_at: Date;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: Date | null;
}

function decisionOf(row: DecisionRow): Decision {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    reason: row.reason,
    state: row.state,
    proposedBy: row.proposed_by,
    proposedByName: row.proposed_by_name,
    proposedMs: row.proposed_at.getTime(),
    expiresMs: row.expires_at.getTime(),
    decidedBy: row.decided_by,
    decidedByName: row.decided_by_name,
    decidedMs: row.decided_at?.getTime() ?? null,
    note: row.note,
  };
}
