import type { Facts } from "../../../../store/facts/facts.ts";
import type { Scope } from "../../../../store/scope.ts";
import { sqlFile } from "../../../../store/sql.ts";

const SERVICES = sqlFile(import.meta.url, "services.sql");
const ATTRIBUTES = sqlFile(import.meta.url, "attributes.sql");
const CALLS = sqlFile(import.meta.url, "calls.sql");
const ENDPOINTS = sqlFile(import.meta.url, "endpoints.sql");

/** One service's spans of the last hour, counted. */
export interface SeenService {
  service: string;
  spans: number;
  withEnv: number;
  withRelease: number;
  withTenant: number;
  serverSpans: number;
  /** Server spans without a parent. */
  serverRoots: number;
  dbSpans: number;
  /** Database spans without a parent. */
  dbRoots: number;
  /** Median of received − ended: delivery takes seconds, a clock ahead makes it negative. */
  lateMs: number;
}

export interface SeenAttribute {
  service: string;
  name: string;
  spans: number;
}

export interface SeenCalls {
  service: string;
  peer: string;
  calls: number;
  unanswered: number;
}

export interface SeenEndpoint {
  service: string;
  kind: number;
  method: string;
  route: string;
  name: string;
}

/** What was seen, for the checks. */
export interface Observed {
  services: SeenService[];
  attributes: SeenAttribute[];
  calls: SeenCalls[];
  /** Of the last day, of the services that steps select. */
  endpoints: SeenEndpoint[];
}

const HOUR_MS = 3_600_000;
const SERVICES_MAX = 500;
const ROWS_MAX = 2_000;
const ENDPOINTS_MAX = 20_000;
/** Spans whose attributes are looked at: a hundred thousand are half a second, and enough for shares. */
const SPANS_MAX = 100_000;

export async function readObserved(
  facts: Facts,
  wanted: { nowMs: number; names: readonly string[]; stepServices: readonly string[] },
  scope: Scope,
): Promise<Observed> {
  const { nowMs, names, stepServices } = wanted;
  const period = { from_ms: nowMs - HOUR_MS, to_ms: nowMs + 1 };
  const services = (
    await facts.read<Record<string, string>>(SERVICES, { ...period, row_limit: SERVICES_MAX }, scope)
  ).map(serviceOf);
  const bounded = { ...period, span_limit: SPANS_MAX, row_limit: ROWS_MAX };
  const known = services.map(({ service }) => service).filter((service) => service !== "");
  const [attributes, calls, endpoints] = await Promise.all([
    facts.read<{ service: string; name: string; spans: string }>(ATTRIBUTES, { ...bounded, names: [...names] }, scope),
    facts.read<{ service: string; peer: string; calls: string; unanswered: string }>(
      CALLS,
      { ...bounded, services: known },
      scope,
    ),
    facts.read<SeenEndpoint>(
      ENDPOINTS,
      {
        from_ms: nowMs - 24 * HOUR_MS,
        to_ms: nowMs,
        services: [...stepServices],
        row_limit: ENDPOINTS_MAX,
      },
      scope,
    ),
  ]);
  return {
    services,
    attributes: attributes.map((row) => ({ ...row, spans: Number(row.spans) })),
    calls: calls.map((row) => ({ ...row, calls: Number(row.calls), unanswered: Number(row.unanswered) })),
    endpoints,
  };
}

function serviceOf(row: Record<string, string>): SeenService {
  const number = (column: string) => Number(row[column]);
  return {
    service: row["service"] ?? "",
    spans: number("spans"),
    withEnv: number("with_env"),
    withRelease: number("with_release"),
    withTenant: number("with_tenant"),
    serverSpans: number("server_spans"),
    serverRoots: number("server_roots"),
    dbSpans: number("db_spans"),
    dbRoots: number("db_roots"),
    lateMs: number("late_ms"),
  };
}
