import { isLimited, type Names, type Scope } from "../scope.ts";

/** What a table of the facts database can be limited by. */
export interface ScopedTable {
  table: string;
  hasTenant: boolean;
  hasService: boolean;
}

/** Tables without a tenant that hold nothing of any tenant's: a deploy is the same for all of them. */
const OF_NO_TENANT: readonly string[] = ["change_events"];

/**
 * The value of `additional_table_filters` that limits every one of `tables` to the scope, wherever it stands in the
 * statement; null where nothing is limited. A table that lacks the column a limit goes by gives no row: whoever adds
 * one has to say what it holds before limited keys read it.
 */
export function scopeFilters(database: string, tables: readonly ScopedTable[], scope: Scope): string | null {
  if (!isLimited(scope)) return null;
  const entries = tables.flatMap((table) => {
    const filter = filterOf(table, scope);
    return filter === null ? [] : [`${literal(`${database}.${table.table}`)}: ${literal(filter)}`];
  });
  return `{${entries.join(", ")}}`;
}

function filterOf({ table, hasTenant, hasService }: ScopedTable, { tenants, services }: Scope): string | null {
  const byTenant = OF_NO_TENANT.includes(table) ? null : within("tenant", hasTenant, tenants);
  const filters = [byTenant, within("service", hasService, services)].filter((one) => one !== null);
  if (filters.length === 0) return null;
  return filters.includes("0") ? "0" : filters.join(" AND ");
}

function within(column: "tenant" | "service", exists: boolean, names: Names): string | null {
  if (names === "all") return null;
  return exists && names.length > 0 ? `${column} IN (${names.map(literal).join(", ")})` : "0";
}

/**
 * Table functions reach tables by other ways than their name, past the filters (tried: `merge()` returned
 * every tenant's rows), so a limited read that calls one is refused.
 */
export function reachesAroundFilters(text: string): boolean {
  return REACHES_AROUND.test(text);
}

const REACHES_AROUND =
  /\b(merge|remote|remoteSecure|cluster|clusterAllReplicas|loop|dictionary|mergeTree\w*|file|url|s3|executable|view|viewIfPermitted)\s*\(/i;

function literal(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
