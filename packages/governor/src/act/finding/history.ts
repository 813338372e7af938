import type { FindingHistoryEntry } from "@governor/contract";
import type { StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";

const APPEND = sqlFile(import.meta.url, "append.sql");

/** Appends a line to a finding's history; nothing ever changes one. */
export async function appendHistory(queries: StateQueries, id: string, entry: FindingHistoryEntry): Promise<void> {
  const { timeUnixMs, event, actor, actorName, note, observed } = entry;
  await queries.query(APPEND, [id, new Date(timeUnixMs), event, actor, actorName, note, observed]);
}

/** A line that no person wrote. */
export function ownEntry(
  event: FindingHistoryEntry["event"],
  note: string,
  nowMs: number,
  observed: number | null = null,
): FindingHistoryEntry {
  return { timeUnixMs: nowMs, event, actor: "governor", actorName: "governor", note, observed };
}
