import type { StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { jsonParameter } from "../../store/state/text.ts";

const APPEND = sqlFile(import.meta.url, "append.sql");

export interface AuditLine {
  /** `key:<id>`, `local`, `setup`, or `governor` for what happens by itself. */
  actor: string;
  /** `<noun>.<past verb>`: `finding.snoozed`. */
  action: string;
  /** What it was done to: `finding:<id>`. */
  subject: string;
  /** What else a reader will want to know; no secrets. */
  details: Record<string, unknown>;
  nowMs: number;
}

/** Writes a line into the audit log; call it within the transaction of the change, so that neither is without the other. */
export async function appendAudit(queries: StateQueries, line: AuditLine): Promise<void> {
  const { actor, action, subject, details, nowMs } = line;
  await queries.query(APPEND, [new Date(nowMs), actor, action, subject, jsonParameter(details)]);
}
