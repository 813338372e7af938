import type { Scope } from "../scope.ts";

/**
 * The value of `additional_table_filters` that limits every one of `tables` to the scope's tenants, wherever
 * it stands in the statement; null where nothing is limited. No tenant at all means no row at all.
 */
export function tenantFilters(database: string, tables: readonly string[], scope: Scope): string | null {
  if (scope.tenants === "all") return null;
  const filter = scope.tenants.length === 0 ? "0" : `tenant IN (${scope.tenants.map(literal).join(", ")})`;
  return `{${tables.map((table) => `${literal(`${database}.${table}`)}: ${literal(filter)}`).join(", ")}}`;
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
