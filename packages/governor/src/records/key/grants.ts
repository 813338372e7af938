import type { Role } from "@governor/contract";

/**
 * What a request may want to do. `triage` is about findings, `catalog` pushes one repository's part of the catalog,
 * `own` is what even an admin may not: make and revoke owners and admins, erase a tenant, restore a backup.
 */
export type Permission = "read" | "ingest" | "browser" | "event" | "triage" | "catalog" | "write" | "admin" | "own";

const EDITS = ["read", "event", "triage", "catalog", "write"] as const;

/** What each role may do; docs/access.md shows it as a table. */
export const GRANTS: Record<Role, readonly Permission[]> = {
  owner: [...EDITS, "ingest", "browser", "admin", "own"],
  admin: [...EDITS, "ingest", "browser", "admin"],
  editor: EDITS,
  viewer: ["read"],
  ci: ["read", "event", "catalog"],
  ingest: ["ingest", "browser"],
  public: ["browser"],
};

/** Of a key that sees some tenants only: the rest would change, or announce, something for all of them. */
const WITHIN_TENANTS: readonly Permission[] = ["read", "triage"];

/** Whether a principal may do something; a limited one never more than its role. */
export function permits(
  principal: { role: Role; tenants: "all" | readonly string[] },
  permission: Permission,
): boolean {
  if (!GRANTS[principal.role].includes(permission)) return false;
  return principal.tenants === "all" || WITHIN_TENANTS.includes(permission);
}

/** Start of a key by role, so that a leaked one is recognised by secret scanners and by people. */
export const PREFIXES: Record<Role, string> = {
  owner: "gov_own_",
  admin: "gov_adm_",
  editor: "gov_edit_",
  viewer: "gov_view_",
  ingest: "gov_ing_",
  ci: "gov_ci_",
  public: "gov_pub_",
};

/** Roles that only an owner hands out and takes back. */
export function isHigh(role: Role): boolean {
  return role === "owner" || role === "admin";
}
