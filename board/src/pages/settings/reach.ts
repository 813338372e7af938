import { SCOPED_ROLES, type Key, type Reach, type Role } from "@governor/contract";

/** What each role is for, in the words of who hands a key out. */
export const ROLE_MEANS: Record<Role, string> = {
  owner: "everything, other owners’ keys and erasing a tenant included",
  admin: "everything but what only owners may",
  editor: "reads, triages findings, changes the catalog",
  viewer: "reads",
  ingest: "sends telemetry; reads nothing",
  ci: "reads, announces deploys, asks the gate, pushes its part of the catalog",
  public: "sends what browsers measure; reads nothing",
};

/** Names as they are typed: by commas or spaces; none is no limit. */
export function reachOf(typed: string): Reach {
  const names = [...new Set(typed.split(/[\s,]+/).filter(Boolean))];
  return names.length === 0 ? "all" : names;
}

export function isScoped(role: Role): boolean {
  return SCOPED_ROLES.some((one) => one === role);
}

/** `tenants acme, globex`; `everything` where nothing limits it. */
export function reachText({ tenants, teams }: Pick<Key, "tenants" | "teams">): string {
  const parts = [
    tenants === "all" ? "" : `tenants ${tenants.join(", ")}`,
    teams === "all" ? "" : `teams ${teams.join(", ")}`,
  ].filter(Boolean);
  return parts.length === 0 ? "everything" : parts.join(" · ");
}

/** `in use`, `revoked`, or that an old secret still works. */
export function keyState(key: Key, nowMs: number): "in use" | "never used" | "rotating" | "revoked" {
  if (key.revokedMs !== null) return "revoked";
  if (key.graceUntilMs !== null && key.graceUntilMs > nowMs) return "rotating";
  return key.lastUsedMs === null ? "never used" : "in use";
}
