import type { Versioned } from "./base.ts";

/** One line of the audit log; nothing ever changes one. */
export interface AuditEntry {
  id: number;
  timeMs: number;
  /** `key:<id>`, `local`, `setup`, `governor`. */
  actor: string;
  /** The key's name, else the actor. */
  actorName: string;
  /** `<noun>.<past verb>`: `key.created`, `finding.snoozed`. */
  action: string;
  /** What it was done to: `key:<id>`, `finding:<id>`. */
  subject: string;
  details: Record<string, unknown>;
}

/** `GET /api/v1/audit`: newest first. */
export interface AuditResponse extends Versioned {
  entries: AuditEntry[];
  /** Send it as `before` for the entries that follow; null at the end. */
  nextBefore: number | null;
}
