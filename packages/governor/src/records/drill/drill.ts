import type { Drill } from "@governor/contract";
import { sqlFile } from "../../store/sql.ts";
import type { StateQueries } from "../../store/state/state.ts";

const INSERT = sqlFile(import.meta.url, "insert.sql");
const LIST = sqlFile(import.meta.url, "list.sql");

/** Puts a drill on record; it cannot be changed afterwards, only followed by another. */
export async function recordDrill(queries: StateQueries, drill: Omit<Drill, "id">): Promise<Drill> {
  const { kind, service, env, outcome, durationMs, note, actor, timeUnixMs } = drill;
  const values = [kind, service, env, outcome, durationMs, note, actor, new Date(timeUnixMs)];
  const [row] = await queries.query<DrillRow>(INSERT, values);
  if (row === undefined) throw new TypeError("an insert without a condition returns its row");
  return drillOf(row);
}

/** Drills, newest first; an empty service is all of them. */
export async function listDrills(
  queries: StateQueries,
  { service = "", limit }: { service?: string; limit: number },
): Promise<Drill[]> {
  return (await queries.query<DrillRow>(LIST, [service, limit])).map(drillOf);
}

type DrillRow = Omit<Drill, "durationMs" | "timeUnixMs"> & { duration_ms: number | null; drilled_at: Date };

function drillOf({ duration_ms, drilled_at, ...drill }: DrillRow): Drill {
  return { ...drill, durationMs: duration_ms, timeUnixMs: drilled_at.getTime() };
}
