import { LIMITS, type OrphanService } from "@governor/contract";
import type { Facts } from "../../../../store/facts/facts.ts";
import { sourceFor } from "../../../../store/facts/source.ts";
import type { Scope } from "../../../../store/scope.ts";
import { sqlFile } from "../../../../store/sql.ts";

const SEEN = sqlFile(import.meta.url, "seen.sql");
const SEEN_ROLLUP = sqlFile(import.meta.url, "seen-rollup.sql");

/** Services and environments from which the period has spans, most spans first. */
export async function readSeen(
  facts: Facts,
  period: { fromMs: number; toMs: number },
  scope: Scope,
): Promise<OrphanService[]> {
  const source = sourceFor(period, scope);
  const parameters = { from_ms: source.fromMs, to_ms: source.toMs, row_limit: LIMITS.listRows };
  const rows =
    // The rollup that tells tenants apart does not know when a service was last seen.
    source.rollup === null || source.rollup === "rollup_tenant_day"
      ? await facts.read<SeenRow>(SEEN, parameters, scope)
      : await facts.read<SeenRow>(SEEN_ROLLUP, { ...parameters, rollup: source.rollup }, scope);
  return rows.map(({ service, env, spans, last_seen_ms }) => ({
    service,
    env,
    spans: Number(spans),
    lastSeenMs: Number(last_seen_ms),
  }));
}

interface SeenRow {
  service: string;
  env: string;
  spans: string;
  last_seen_ms: string;
}
