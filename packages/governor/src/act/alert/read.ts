import type { AlertMessage } from "@governor/contract";
import type { State } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";

const LIST_MESSAGES = sqlFile(import.meta.url, "list-messages.sql");
const FAILING = sqlFile(import.meta.url, "failing.sql");
const PRUNE = sqlFile(import.meta.url, "prune.sql");

/** A route whose newest message failed this often is a problem to look at: by then it is down for half a minute. */
const FAILING_ATTEMPTS = 3;
/** Messages and the changes they told are kept for this long. */
const KEPT_MS = 30 * 86_400_000;

/** Messages, newest first. */
export async function listMessages(state: State, filter: { limit: number; teams: Teams }): Promise<AlertMessage[]> {
  const teams = filter.teams === "all" ? null : filter.teams;
  return (await state.query<MessageRow>(LIST_MESSAGES, [filter.limit, teams])).map(messageOf);
}

type Teams = "all" | readonly string[];

/** Routes that do not work, in words, without a secret. */
export async function readProblems(state: State): Promise<string[]> {
  const rows = await state.query<{ name: string; attempts: number; last_error: string }>(FAILING, [FAILING_ATTEMPTS]);
  return rows.map(
    ({ name, attempts, last_error }) =>
      `The alert route "${name}" does not work: ${last_error} (${attempts} attempts; governor alerts log).`,
  );
}

/** Forgets what was settled long ago. */
export async function prune(state: State, nowMs: number): Promise<void> {
  await state.query(PRUNE, [new Date(nowMs - KEPT_MS)]);
}

interface MessageRow {
  id: string;
  route_id: string;
  route_name: string;
  kind: AlertMessage["kind"];
  state: AlertMessage["state"];
  is_summary: boolean;
  events: number;
  attempts: number;
  created_at: Date;
  due_at: Date;
  ended_at: Date | null;
  last_error: string;
}

function messageOf(row: MessageRow): AlertMessage {
  return {
    id: row.id,
    routeId: row.route_id,
    routeName: row.route_name,
    kind: row.kind,
    state: row.state,
    isSummary: row.is_summary,
    events: row.events,
    attempts: row.attempts,
    createdMs: row.created_at.getTime(),
    dueMs: row.ended_at === null ? row.due_at.getTime() : null,
    endedMs: row.ended_at?.getTime() ?? null,
    lastError: row.last_error,
  };
}
