import type { FindingHistoryEntry } from "@governor/contract";
import type { StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";

const APPEND = sqlFile(import.meta.url, "append.sql");

/** Appends a line to a finding's history; nothing ever changes one. */
export async function appendHistory(queries: StateQueries, id: string, entry: FindingHistoryEntry): Promise<void> {
  await queries.query(APPEND, [id, new Date(entry.timeUnixMs), entry.event, entry.actor, entry.note, entry.observed]);
}
