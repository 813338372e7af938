import type { AuditEntry } from "@governor/contract";
import type { StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";

const LIST = sqlFile(import.meta.url, "list.sql");

export interface AuditFilter {
  /** Only entries with a smaller id. */
  before: number | null;
  /** An actor as the log has it, or a key's name; empty for any. */
  actor: string;
  /** `key.created`, or `key` for all about keys; empty for any. */
  action: string;
  subject: string;
  sinceMs: number | null;
  limit: number;
}

/** One page of the audit log, newest first. */
export async function listAudit(queries: StateQueries, filter: AuditFilter): Promise<AuditEntry[]> {
  const { before, actor, action, subject, sinceMs, limit } = filter;
  const since = sinceMs === null ? null : new Date(sinceMs);
  const rows = await queries.query<AuditRow>(LIST, [before, actor, action, since, subject, limit]);
  return rows.map((row) => ({
    id: row.id,
    timeMs: row.time.getTime(),
    actor: row.actor,
    actorName: row.actor_name,
    action: row.action,
    subject: row.subject,
    details: row.details,
  }));
}

interface AuditRow {
  id: number;
  time: Date;
  actor: string;
  actor_name: string;
  action: string;
  subject: string;
  details: Record<string, unknown>;
}
