import { LIMITS } from "@governor/contract";
import type { Facts } from "../../store/facts/facts.ts";
import type { Scope } from "../../store/scope.ts";
import { sqlFile } from "../../store/sql.ts";

const READ = sqlFile(import.meta.url, "telemetry.sql");

/** What a service's spans said of themselves: how many there were, and how many of them carried what. */
export interface ServiceTelemetry {
  service: string;
  spans: number;
  /** Spans whose sampling was declared (tracestate `ot=th`). */
  sampledKnown: number;
  withEnv: number;
  withRelease: number;
  /** Whether any span of the period named a tenant. */
  saysTenant: boolean;
  /** Whether any span said if a cache answered (`governor.cache.hit`). */
  saysCache: boolean;
}

/** Every service that sent spans in the period, by name. Read from the hourly rollup, so the period is rounded out to hours. */
export async function readServiceTelemetry(
  facts: Facts,
  period: { fromMs: number; toMs: number },
  scope: Scope,
): Promise<ServiceTelemetry[]> {
  const parameters = {
    from_ms: Math.round(period.fromMs),
    to_ms: Math.round(period.toMs),
    row_limit: LIMITS.listRows,
  };
  const rows = await facts.read<Row>(READ, parameters, scope);
  return rows.map((row) => ({
    service: row.service,
    spans: row.span_count,
    sampledKnown: row.known_count,
    withEnv: row.env_count,
    withRelease: row.release_count,
    saysTenant: row.tenant_count > 0,
    saysCache: row.says_cache === 1,
  }));
}

interface Row {
  service: string;
  span_count: number;
  known_count: number;
  env_count: number;
  release_count: number;
  tenant_count: number;
  says_cache: number;
}
