import type { Key, Reach, Role } from "@governor/contract";

/** A row of `keys`, as every statement here returns it. */
export interface KeyRow {
  id: string;
  name: string;
  role: Role;
  /** Null: all. */
  tenants: string[] | null;
  teams: string[] | null;
  secret_hash: string;
  former_hash: string | null;
  prefix: string;
  created_by: string;
  created_at: Date;
  last_used_at: Date | null;
  rotated_at: Date | null;
  former_until: Date | null;
  revoked_at: Date | null;
}

export function keyOf(row: KeyRow): Key {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    prefix: row.prefix,
    tenants: row.tenants ?? "all",
    teams: row.teams ?? "all",
    createdBy: row.created_by,
    createdMs: row.created_at.getTime(),
    lastUsedMs: row.last_used_at?.getTime() ?? null,
    rotatedMs: row.rotated_at?.getTime() ?? null,
    graceUntilMs: row.former_until?.getTime() ?? null,
    revokedMs: row.revoked_at?.getTime() ?? null,
  };
}

/** As a column holds it. */
export function namesOf(reach: Reach): readonly string[] | null {
  return reach === "all" ? null : reach;
}
