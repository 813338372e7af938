import { createHash } from "node:crypto";
import type { Key, Role } from "@governor/contract";
import type { State } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { GovernorError } from "../../errors.ts";

/** What a request may want to do. */
export type Permission = "read" | "ingest" | "event" | "write" | "admin";

/** What each role may do. `ci` can also announce deploys, so one key serves a pipeline's gate and its markers. */
export const GRANTS: Record<Role, readonly Permission[]> = {
  admin: ["read", "ingest", "event", "write", "admin"],
  viewer: ["read"],
  ci: ["read", "event"],
  ingest: ["ingest"],
};

/** Start of a key by role, so that a leaked one is recognised by secret scanners and by people. */
const PREFIXES: Record<Role, string> = { admin: "gov_adm_", viewer: "gov_view_", ci: "gov_ci_", ingest: "gov_ing_" };

const INSERT = sqlFile(import.meta.url, "insert.sql");
const LIST = sqlFile(import.meta.url, "list.sql");
const REVOKE = sqlFile(import.meta.url, "revoke.sql");

/** Makes a key; `secret` is known to nobody afterwards but who receives it here. `random` are 24 random bytes. */
export async function createKey(
  state: State,
  wanted: { name: string; role: Role; actor: string; random: Uint8Array; nowMs: number },
): Promise<{ key: Key; secret: string }> {
  const secret = PREFIXES[wanted.role] + Buffer.from(wanted.random).toString("base64url");
  const prefix = secret.slice(0, PREFIXES[wanted.role].length + 4);
  const values = [wanted.name, wanted.role, hashSecret(secret), prefix, new Date(wanted.nowMs), wanted.actor];
  const [row] = await state.query<KeyRow>(INSERT, values);
  if (!row) throw new GovernorError("key.name-taken", { name: wanted.name });
  return { key: keyOf(row), secret };
}

/** All keys, newest first, revoked ones included. */
export async function listKeys(state: State): Promise<Key[]> {
  return (await state.query<KeyRow>(LIST)).map(keyOf);
}

/** Revokes a key; it is refused from the next reload of every server's ring on. */
export async function revokeKey(state: State, id: string, actor: string, nowMs: number): Promise<Key> {
  const [row] = await state.query<KeyRow>(REVOKE, [id, new Date(nowMs), actor]);
  if (!row)
    throw new GovernorError("request.not-found", { what: `key ${id}`, hint: "`governor keys list` shows them." });
  return keyOf(row);
}

/**
 * A key is 192 random bits, so one round of SHA-256 cannot be guessed back; slow hashes are for passwords.
 */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

export interface KeyRow {
  id: string;
  name: string;
  role: Role;
  secret_hash: string;
  prefix: string;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export function keyOf(row: KeyRow): Key {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    prefix: row.prefix,
    createdMs: row.created_at.getTime(),
    lastUsedMs: row.last_used_at?.getTime() ?? null,
    revokedMs: row.revoked_at?.getTime() ?? null,
  };
}
