import {
  LIMITS,
  noTags,
  SPAN_KIND,
  type Attributes,
  type SpanOutline,
  type SpanView,
  type TraceSummary,
} from "@governor/contract";
import type { Facts } from "../../../../store/facts/facts.ts";
import type { Scope } from "../../../../store/scope.ts";
import { sqlFile } from "../../../../store/sql.ts";
import type { PeriodFilter } from "../../period.ts";

const ONE = sqlFile(import.meta.url, "one.sql");
const OUTLINE = sqlFile(import.meta.url, "outline.sql");
const SPAN = sqlFile(import.meta.url, "span.sql");
const LIST = sqlFile(import.meta.url, "list.sql");
const SIZES = sqlFile(import.meta.url, "sizes.sql");

/** Enough of a query to tell it from others and to fill a line. */
const OUTLINE_QUERY_CHARACTERS = 512;
/** Spans of one id that are shown: there should be one, and some senders number theirs anew in each process. */
const TWINS_MAX = 20;

export interface StoredTrace<Span extends SpanOutline = SpanView> {
  startUnixNs: bigint;
  durationNs: number;
  spanCount: number;
  spans: Span[];
}

/** A trace by its id (32 hex digits); null where nothing is stored under it. */
export async function readTrace(facts: Facts, traceId: string, scope: Scope): Promise<StoredTrace | null> {
  const rows = await facts.read<SpanRow>(ONE, { trace_id: traceId, row_limit: LIMITS.traceSpans }, scope);
  const first = rows[0];
  if (first === undefined) return null;
  const startUnixNs = BigInt(first.start_unix_ns);
  const spans = rows.map((row) => spanView(row, startUnixNs));
  return { startUnixNs, durationNs: lastEndNs(spans), spanCount: Number(first.span_count), spans };
}

/** The same without attributes, events and links. */
export async function readOutline(
  facts: Facts,
  traceId: string,
  scope: Scope,
): Promise<StoredTrace<SpanOutline> | null> {
  const parameters = { trace_id: traceId, query_length: OUTLINE_QUERY_CHARACTERS, row_limit: LIMITS.traceSpans };
  const rows = await facts.read<OutlineRow>(OUTLINE, parameters, scope);
  const first = rows[0];
  if (first === undefined) return null;
  const spans = rows.map(spanOutline);
  return {
    startUnixNs: BigInt(first.trace_start_unix_ns),
    durationNs: lastEndNs(spans),
    spanCount: first.span_count,
    spans,
  };
}

/** The spans of one id (16 hex digits) in a trace; none where nothing is stored under it. */
export async function readSpans(facts: Facts, traceId: string, spanId: string, scope: Scope): Promise<SpanView[]> {
  const parameters = { trace_id: traceId, span_id: spanId, row_limit: TWINS_MAX };
  const rows = await facts.read<SpanRow & { trace_start_unix_ns: string }>(SPAN, parameters, scope);
  return rows.map((row) => spanView(row, BigInt(row.trace_start_unix_ns)));
}

function lastEndNs(spans: readonly SpanOutline[]): number {
  return spans.reduce((end, span) => Math.max(end, span.startOffsetNs + span.durationNs), 0);
}

/** Where the trace came in: its earliest server or consumer span, else its first. */
export function entryOf(spans: readonly SpanOutline[]): { service: string; endpoint: string } | null {
  const entry = spans.find((span) => span.kind === SPAN_KIND.server || span.kind === SPAN_KIND.consumer) ?? spans[0];
  if (entry === undefined) return null;
  const endpoint = entry.httpRoute === "" ? entry.name : `${entry.httpMethod} ${entry.httpRoute}`.trim();
  return { service: entry.service, endpoint };
}

export interface TraceListFilter extends PeriodFilter {
  endpoint: string;
  minDurationMs: number;
  errorsOnly: boolean;
  sort: "newest" | "slowest";
  limit: number;
}

/** Traces by their entry span; one line a trace. */
export async function listTraces(facts: Facts, filter: TraceListFilter, scope: Scope): Promise<TraceSummary[]> {
  // The newest lie at the end of the period: the rest of it is read only when they are not enough.
  const lengthsMs = filter.sort === "newest" ? NEWEST_WITHIN_MS : [];
  let rows: TraceRow[] = [];
  for (const lengthMs of [...lengthsMs, Infinity]) {
    const fromMs = Math.max(filter.fromMs, filter.toMs - lengthMs);
    rows = await readEntries(facts, { ...filter, fromMs }, scope);
    if (rows.length >= filter.limit || fromMs === filter.fromMs) break;
  }
  const sizes = await readSizes(facts, rows, scope);
  return rows.map((row) => ({
    traceId: row.trace_id,
    rootName: row.root_name,
    service: row.service,
    tenant: row.tenant,
    release: row.release,
    startUnixMs: Number(row.start_unix_ms),
    durationMs: Number(row.duration_ns) / 1e6,
    spans: Number(sizes.get(row.trace_id)?.spans ?? 0),
    errors: Number(sizes.get(row.trace_id)?.errors ?? 0),
  }));
}

const HOUR_MS = 3_600_000;
const NEWEST_WITHIN_MS = [6 * HOUR_MS, 48 * HOUR_MS];
/** Spans of a trace that are received so much earlier or later than its entry are not counted with it. */
const RECEIVED_WITHIN_MS = 24 * HOUR_MS;

/** Entries of a trace are often alike, so the first rows may be of few traces: then more are looked at. */
async function readEntries(facts: Facts, filter: TraceListFilter, scope: Scope): Promise<TraceRow[]> {
  const parameters = {
    from_ms: filter.fromMs,
    to_ms: filter.toMs,
    ...noTags(),
    ...filter.tags,
    endpoint: filter.endpoint,
    min_duration_ns: Math.round(filter.minDurationMs * 1e6),
    errors_only: filter.errorsOnly,
    sort: filter.sort,
    row_limit: filter.limit,
  };
  for (let candidates = filter.limit * CANDIDATES_A_ROW; ; candidates *= CANDIDATES_A_ROW) {
    const rows = await facts.read<TraceRow>(LIST, { ...parameters, candidate_limit: candidates }, scope);
    const wereCut = Number(rows[0]?.candidate_count ?? 0) >= candidates;
    if (rows.length >= filter.limit || !wereCut) return rows;
  }
}

const CANDIDATES_A_ROW = 16;

async function readSizes(facts: Facts, rows: readonly TraceRow[], scope: Scope): Promise<Map<string, SizeRow>> {
  if (rows.length === 0) return new Map();
  const receivedMs = rows.map((row) => Number(row.received_unix_ms));
  const parameters = {
    trace_ids: rows.map((row) => row.trace_id),
    received_from_ms: Math.min(...receivedMs) - RECEIVED_WITHIN_MS,
    received_to_ms: Math.max(...receivedMs) + RECEIVED_WITHIN_MS,
  };
  const sizes = await facts.read<SizeRow>(SIZES, parameters, scope);
  return new Map(sizes.map((row) => [row.trace_id, row]));
}

interface TraceRow {
  trace_id: string;
  root_name: string;
  service: string;
  tenant: string;
  release: string;
  start_unix_ms: string;
  received_unix_ms: string;
  duration_ns: string;
  candidate_count: string;
}

interface SizeRow {
  trace_id: string;
  spans: string;
  errors: string;
}

interface OutlineRow {
  trace_start_unix_ns: string;
  start_offset_ns: number;
  duration_ns: number;
  span_id: string;
  parent_span_id: string;
  name: string;
  kind: number;
  status: number;
  service: string;
  env: string;
  tenant: string;
  release: string;
  http_method: string;
  http_route: string;
  db_system: string;
  db_query: string;
  span_count: number;
}

function spanOutline(row: OutlineRow): SpanOutline {
  return {
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    name: row.name,
    kind: row.kind,
    service: row.service,
    env: row.env,
    tenant: row.tenant,
    release: row.release,
    startOffsetNs: row.start_offset_ns,
    durationNs: row.duration_ns,
    status: row.status,
    httpMethod: row.http_method,
    httpRoute: row.http_route,
    dbSystem: row.db_system,
    dbQuery: row.db_query,
  };
}

interface SpanRow {
  start_unix_ns: string;
  duration_ns: string;
  span_id: string;
  parent_span_id: string;
  name: string;
  kind: number;
  status: number;
  status_message: string;
  service: string;
  env: string;
  tenant: string;
  journey: string;
  step: string;
  release: string;
  http_method: string;
  http_route: string;
  http_status: number;
  db_system: string;
  db_query: string;
  scope_name: string;
  attributes: Attributes;
  resource_attributes: Attributes;
  event_unix_ns: string[];
  event_names: string[];
  event_attributes: Attributes[];
  link_trace_ids: string[];
  link_span_ids: string[];
  link_attributes: Attributes[];
  span_count: string;
}

function spanView(row: SpanRow, traceStartUnixNs: bigint): SpanView {
  const offsetNs = (unixNs: string): number => Number(BigInt(unixNs) - traceStartUnixNs);
  return {
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    name: row.name,
    kind: row.kind,
    service: row.service,
    env: row.env,
    tenant: row.tenant,
    journey: row.journey,
    step: row.step,
    release: row.release,
    startOffsetNs: offsetNs(row.start_unix_ns),
    durationNs: Number(row.duration_ns),
    status: row.status,
    statusMessage: row.status_message,
    httpMethod: row.http_method,
    httpRoute: row.http_route,
    httpStatus: row.http_status,
    dbSystem: row.db_system,
    dbQuery: row.db_query,
    scopeName: row.scope_name,
    attributes: row.attributes,
    resourceAttributes: row.resource_attributes,
    events: row.event_names.map((name, i) => ({
      name,
      offsetNs: offsetNs(row.event_unix_ns[i] ?? row.start_unix_ns),
      attributes: row.event_attributes[i] ?? {},
    })),
    links: row.link_trace_ids.map((traceId, i) => ({
      traceId,
      spanId: row.link_span_ids[i] ?? "",
      attributes: row.link_attributes[i] ?? {},
    })),
  };
}
