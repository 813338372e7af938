import { LIMITS, noTags, type Histogram, type TagSubset } from "@governor/contract";
import type { Facts, Sql } from "../../store/facts/facts.ts";
import type { Scope } from "../../store/scope.ts";
import { slotWithin, sourceFor, type SpanSource } from "../../store/facts/source.ts";
import { sqlFile } from "../../store/sql.ts";

const READ = sqlFile(import.meta.url, "read.sql");
const READ_ROLLUP = sqlFile(import.meta.url, "read-rollup.sql");
const SUMS_ROLLUP = sqlFile(import.meta.url, "sums-rollup.sql");

/** What tells endpoints apart. */
export interface EndpointKey {
  service: string;
  env: string;
  kind: number;
  endpoint: string;
}

/** What was measured of one endpoint in one time slot. Durations are microseconds; calls, errors and time are weighted. */
export interface EndpointCell extends EndpointKey {
  slotFromMs: number;
  method: string;
  route: string;
  /** Spans really stored, and how many of them failed. */
  n: number;
  errorN: number;
  calls: number;
  errors: number;
  timeMs: number;
  /** Of the newest span. */
  release: string;
  histogram: Histogram;
  /** The newest trace of each bucket, in step with the histogram; empty where not asked for or read from a rollup. */
  newest: { traceId: string; timeMs: number }[];
  /** The newest trace whose entry failed; null where none did or it was not asked for. */
  errorTraceId: string | null;
}

export interface EndpointsQuery {
  fromMs: number;
  toMs: number;
  /** When the question is asked; the period's end when left out. */
  nowMs?: number;
  tags?: TagSubset;
  /** Length of a slot; the whole period when left out. A rollup's are whole units of it. */
  slotMs?: number;
  /** Only these endpoints; all when left out. */
  only?: readonly EndpointKey[];
  withTraces?: boolean;
  /** Read from a rollup, histograms are left empty ("sums"), or hold no more than their p95's bucket. */
  histograms?: "sums" | "p95";
}

export interface EndpointsRead {
  source: SpanSource;
  /** The costliest first, at most LIMITS.listRows where there is one slot. */
  cells: EndpointCell[];
  /** Cells there are, and the time of all of them. */
  total: number;
  totalTimeMs: number;
}

/**
 * Endpoints of the period by total time, in one statement: a short period from the spans, a longer one from a rollup
 * (see `sourceFor`), whose `source` then says which whole units were read. Needs no catalog.
 */
export async function readEndpoints(facts: Facts, query: EndpointsQuery, scope: Scope): Promise<EndpointsRead> {
  const { tags = {}, only = [] } = query;
  const source = sourceFor(query, scope);
  if (query.only?.length === 0) return { source, cells: [], total: 0, totalTimeMs: 0 };
  const fromMs = Math.round(source.fromMs);
  const toMs = Math.round(source.toMs);
  const slotMs = slotWithin(source, Math.round(query.slotMs ?? toMs - fromMs));
  const slots = Math.ceil((toMs - fromMs) / slotMs);
  const parameters = {
    from_ms: fromMs,
    to_ms: toMs,
    slot_ms: slotMs,
    ...noTags(),
    ...tags,
    only_services: only.map((key) => key.service),
    only_envs: only.map((key) => key.env),
    only_kinds: only.map((key) => key.kind),
    only_endpoints: only.map((key) => key.endpoint),
    row_limit: slots * LIMITS.listRows,
    ...(source.rollup === null
      ? { with_traces: query.withTraces ?? false }
      : { rollup: source.rollup, p95_only: query.histograms === "p95" }),
  };
  const rows = await facts.read<CellRow>(statementFor(source, query), parameters, scope);
  return {
    source,
    cells: rows.map(cellOf),
    total: Number(rows[0]?.row_total ?? 0),
    totalTimeMs: (rows[0]?.all_time_ns ?? 0) / 1e6,
  };
}

function statementFor(source: SpanSource, query: EndpointsQuery): Sql {
  if (source.rollup === null) return READ;
  return query.histograms === "sums" ? SUMS_ROLLUP : READ_ROLLUP;
}

/** A map key for an endpoint. */
export function endpointId(key: EndpointKey): string {
  return JSON.stringify([key.service, key.env, key.kind, key.endpoint]);
}

function cellOf(row: CellRow): EndpointCell {
  return {
    service: row.service,
    env: row.env,
    kind: row.kind,
    endpoint: row.endpoint,
    slotFromMs: Number(row.slot_from_ms),
    method: row.http_method,
    route: row.http_route,
    n: Number(row.n),
    errorN: Number(row.error_n),
    calls: row.calls,
    errors: row.errors,
    timeMs: row.time_ns / 1e6,
    release: row.release,
    histogram: { buckets: row.histogram.map(([bucket]) => bucket), counts: row.histogram.map(([, count]) => count) },
    newest: row.histogram.flatMap(([, , traceId, timeMs]) =>
      traceId === "" ? [] : [{ traceId, timeMs: Number(timeMs) }],
    ),
    errorTraceId: row.error_trace_id === "" ? null : row.error_trace_id,
  };
}

interface CellRow {
  service: string;
  env: string;
  endpoint: string;
  kind: number;
  slot_from_ms: string;
  http_method: string;
  http_route: string;
  n: string;
  error_n: string;
  calls: number;
  errors: number;
  time_ns: number;
  release: string;
  error_trace_id: string;
  histogram: [bucket: number, count: number, newestTraceId: string, newestMs: string][];
  row_total: string;
  all_time_ns: number;
}
