import type { Facts } from "../../../store/facts/facts.ts";
import type { Scope } from "../../../store/scope.ts";
import { sqlFile } from "../../../store/sql.ts";

const FRESH = sqlFile(import.meta.url, "fresh.sql");

/** Start of the newest readable span in epoch milliseconds; null before the first. */
export async function readFreshMs(facts: Facts, scope: Scope): Promise<number | null> {
  const rollup = scope.tenants === "all" ? "rollup_day" : "rollup_tenant_day";
  const [row] = await facts.read<{ fresh_ms: string; spans: string }>(FRESH, { rollup }, scope);
  return row === undefined || Number(row.spans) === 0 ? null : Number(row.fresh_ms);
}
