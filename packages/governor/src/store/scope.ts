/**
 * Who reads, and what they may see. Every read of the stores takes one, and the store applies it
 * to every table of the statement, subqueries and joins included; a query never filters for itself.
 */
export interface Scope {
  /** Who asks, for the query log: `key:<id>`, `local`, `system`. */
  actor: string;
  /** Tenants whose facts may be seen; "all" where the principal is not limited. */
  tenants: Names;
  /** Teams whose facts may be seen: those of their services, and findings that they own. */
  teams: Names;
  /** The services of those teams, as the catalog in force has them. */
  services: Names;
}

export type Names = "all" | readonly string[];

/** The server's own work: judges, health, migrations. */
export const SYSTEM_SCOPE: Scope = { actor: "system", tenants: "all", teams: "all", services: "all" };

/** Whether something is kept from the reader. */
export function isLimited(scope: Scope): boolean {
  return scope.tenants !== "all" || scope.services !== "all";
}
