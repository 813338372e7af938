import type { QuietHours } from "@governor/contract";
import type { State, StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { quietUntilMs } from "./quiet.ts";

const TAKE_EVENTS = sqlFile(import.meta.url, "take-events.sql");
const ROUTES = sqlFile(import.meta.url, "routes.sql");
const INSERT_MESSAGE = sqlFile(import.meta.url, "insert-message.sql");
const HOLD = sqlFile(import.meta.url, "hold.sql");

/** Changes looked at in one transaction; what is beyond waits for the next. */
const EVENTS_MAX = 5_000;

/**
 * Makes messages of the outbox's new changes: for each route one per evaluation and owner, or, in its quiet hours, one that
 * grows until they end. One transaction over rows that it locks: of two servers each takes other changes, and a crash leaves
 * them for the next time. Returns how many changes it took.
 */
export async function dispatch(state: State, nowMs: number): Promise<number> {
  return state.transaction(async (queries) => {
    const events = await queries.query<EventRow>(TAKE_EVENTS, [EVENTS_MAX, new Date(nowMs)]);
    if (events.length === 0) return 0;
    const routes = await queries.query<RouteRow>(ROUTES);
    for (const route of routes) {
      const wanted = events.filter(({ team }) => route.team === "" || route.team === team);
      if (wanted.length > 0) await tell(queries, route, wanted, nowMs);
    }
    return events.length;
  });
}

async function tell(queries: StateQueries, route: RouteRow, events: readonly EventRow[], nowMs: number): Promise<void> {
  const quietMs = quietUntilMs(route.quiet, nowMs);
  if (quietMs !== null) {
    await queries.query(HOLD, [route.id, idsOf(events), new Date(nowMs), new Date(quietMs)]);
    return;
  }
  const groups = Map.groupBy(events, ({ batch, team }) => JSON.stringify([batch, team]));
  for (const group of groups.values()) await queries.query(INSERT_MESSAGE, [route.id, idsOf(group), new Date(nowMs)]);
}

function idsOf(events: readonly EventRow[]): string[] {
  return events.map(({ id }) => id);
}

interface EventRow {
  /** A bigint, as text. */
  id: string;
  batch: string;
  team: string;
}

interface RouteRow {
  id: string;
  team: string;
  quiet: QuietHours | null;
}
