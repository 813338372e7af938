/**
 * Who reads, and what they may see. Every read of the stores takes one, and the store applies it
 * to every table of the statement, subqueries and joins included; a query never filters for itself.
 */
export interface Scope {
  /** Who asks, for the query log: `key:<id>`, `local`, `system`. */
  actor: string;
  /** Tenants whose facts may be seen; "all" where the principal is not limited. */
  tenants: "all" | readonly string[];
}

/** The server's own work: judges, health, migrations. */
export const SYSTEM_SCOPE: Scope = { actor: "system", tenants: "all" };
