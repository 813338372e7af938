import { randomUUID } from "node:crypto";
import type { StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { jsonParameter } from "../../store/state/text.ts";
import { alertOf, type ChangedFinding } from "./event.ts";

const INSERT_EVENT = sqlFile(import.meta.url, "insert-event.sql");

/**
 * Writes the changes that are to be told into the outbox. To be called in the transaction that changes the findings: a crash
 * leaves both or neither. Changes of one call are told together, a message for each owner.
 */
export async function emitFindings(
  queries: StateQueries,
  changes: readonly ChangedFinding[],
  nowMs: number,
): Promise<void> {
  const batch = randomUUID();
  for (const change of changes) {
    const alert = alertOf(change, nowMs);
    if (alert === null) continue;
    const team = alert.owner?.team ?? "";
    const values = ["finding", batch, team, `finding:${alert.id}`, jsonParameter(alert), new Date(nowMs)];
    await queries.query(INSERT_EVENT, values);
  }
}
