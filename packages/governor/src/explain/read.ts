import {
  bucketOf,
  quantile,
  shareAbove,
  SPAN_KIND,
  type BareVerdict,
  type Histogram,
  type TraceNode,
} from "@governor/contract";
import type { Catalog } from "../catalog/catalog.ts";
import type { Facts } from "../store/facts/facts.ts";
import type { Scope } from "../store/scope.ts";
import { sqlFile } from "../store/sql.ts";
import { readChanges, readReleasesSeen } from "./change/read.ts";
import { shapeOf, tells, type ExemplarTrace } from "./evidence.ts";
import type { Known } from "./explain.ts";
import { allowedShare, isFloor } from "./limit.ts";
import type { ReleaseSide, Side } from "./sides.ts";
import { breachStart, type Slot } from "./since.ts";

const SLOTS = sqlFile(import.meta.url, "slots.sql");
const SIDES = sqlFile(import.meta.url, "sides.sql");
const TRACE = sqlFile(import.meta.url, "trace.sql");
const SIZES = sqlFile(import.meta.url, "sizes.sql");

/** How far before a verdict's window changes and starts are looked for. */
export const LOOKBACK_MS = 3_600_000;
/** Starts are found to a slot; over a long window slots are longer, so that there are never many. */
const SLOT_MS_MIN = 10_000;
const SLOTS_MAX = 500;
/** A month of announcements: with them the release before the current one is known where telemetry does not reach that far. */
const LEDGER_MS = 30 * 86_400_000;
const TRACE_SPANS = 5_000;
const TRACES_READ = 3;

/** Reads what explains a breach. A few statements a breach; what a verdict is not about (no service) is not read. */
export async function readKnown(facts: Facts, bare: BareVerdict, catalog: Catalog, scope: Scope): Promise<Known> {
  const { env = "" } = bare.subject;
  const fromMs = Math.round(bare.windowFromMs - LOOKBACK_MS);
  const toMs = Math.round(bare.windowToMs);
  const subject: PeriodParameters = {
    ...subjectParameters(bare, catalog),
    env,
    from_ms: fromMs,
    to_ms: toMs,
    about: aboutOf(bare),
    limit_bytes: bare.unit === "bytes" ? Math.round(bare.limit) : 0,
  };
  const [slots, trace, events] = await Promise.all([
    readSlots(facts, subject, bare, scope),
    readTrace(facts, bare, scope),
    readChanges(facts, { fromMs: toMs - LEDGER_MS, toMs, tags: env === "" ? {} : { env } }, scope),
  ]);
  const windowFromMs = bare.windowFromMs - slotMsOf(bare);
  const now = shareFrom(slots, windowFromMs);
  const sinceMs = breachStart(slots, { allowed: allowedShare(bare), now, windowFromMs });
  const services = [...new Set([bare.subject.service ?? "", ...(trace?.spans ?? []).map((span) => span.service)])];
  const [sides, releases] = await Promise.all([
    readSides(facts, { ...subject, since_ms: sinceMs ?? Math.round(bare.windowFromMs) }, bare, scope),
    readReleasesSeen(facts, { fromMs, toMs, services, env }, scope),
  ]);
  return { sinceMs, lookbackFromMs: fromMs, events, releases, sides, trace };
}

/** Placeholders that slots.sql and sides.sql share. */
type SubjectParameters = Record<"service" | "method" | "route" | "span_name" | "endpoint", string> & { kind: number };
type PeriodParameters = SubjectParameters & {
  env: string;
  from_ms: number;
  to_ms: number;
  /** What counts as a hit: see slots.sql. */
  about: "times" | "errors" | "cache" | "sizes";
  limit_bytes: number;
};

/** A share that has to stay above its limit is one of hits in a cache; one that has to stay below, of failures. */
function aboutOf(bare: BareVerdict): PeriodParameters["about"] {
  if (bare.unit === "bytes") return "sizes";
  if (bare.unit !== "ratio") return "times";
  return isFloor(bare) ? "cache" : "errors";
}

/** A step by the catalog's selector; else an endpoint by its name. */
function subjectParameters(bare: BareVerdict, catalog: Catalog): SubjectParameters {
  const { service = "", journey = "", step = "", endpoint = "" } = bare.subject;
  const selector = catalog.journeys.get(journey)?.steps.get(step)?.selector;
  if (!selector) {
    return { service, kind: SPAN_KIND.unspecified, method: "", route: "", span_name: "", endpoint };
  }
  const { kind, method, route, span } = selector;
  return { service: selector.service, kind, method, route, span_name: span, endpoint: "" };
}

async function readSlots(facts: Facts, subject: PeriodParameters, bare: BareVerdict, scope: Scope): Promise<Slot[]> {
  const limitBucket = bare.unit === "ms" ? bucketOf(bare.limit * 1000) : 0;
  const parameters = { ...subject, slot_ms: slotMsOf(bare), limit_bucket: limitBucket };
  const rows = await facts.read<{ slot_from_ms: string; n: number; hit_n: number }>(SLOTS, parameters, scope);
  return rows.map((row) => ({ fromMs: Number(row.slot_from_ms), n: row.n, hits: row.hit_n }));
}

function slotMsOf(bare: BareVerdict): number {
  const periodMs = bare.windowToMs - bare.windowFromMs + LOOKBACK_MS;
  return Math.max(SLOT_MS_MIN, Math.ceil(periodMs / SLOTS_MAX));
}

/** Share of hits in the slots that begin after `fromMs`. */
function shareFrom(slots: readonly Slot[], fromMs: number): number {
  const inWindow = slots.filter((slot) => slot.fromMs > fromMs);
  const n = inWindow.reduce((sum, slot) => sum + slot.n, 0);
  return n === 0 ? 0 : inWindow.reduce((sum, slot) => sum + slot.hits, 0) / n;
}

interface SideRow {
  release: string;
  is_since: number;
  n: number;
  hit_n: number;
  histogram: [bucket: number, count: number][];
}

async function readSides(
  facts: Facts,
  parameters: PeriodParameters & { since_ms: number },
  bare: BareVerdict,
  scope: Scope,
): Promise<ReleaseSide[]> {
  const rows = await facts.read<SideRow>(SIDES, parameters, scope);
  const sideOf = (release: string, isSince: boolean): Side => {
    const row = rows.find((one) => one.release === release && Boolean(one.is_since) === isSince);
    return row === undefined ? { n: 0, hits: 0, p95Ms: null } : measure(row, bare);
  };
  return [...new Set(rows.map((row) => row.release))].map((release) => ({
    release,
    before: sideOf(release, false),
    since: sideOf(release, true),
  }));
}

function measure(row: SideRow, bare: BareVerdict): Side {
  const histogram: Histogram = {
    buckets: row.histogram.map(([bucket]) => bucket),
    counts: row.histogram.map(([, count]) => count),
  };
  if (bare.unit !== "ms") return { n: row.n, hits: row.hit_n, p95Ms: null };
  const p95Us = quantile(histogram, 0.95);
  return {
    n: row.n,
    hits: shareAbove(histogram, bare.limit * 1000) * row.n,
    p95Ms: p95Us === null ? null : p95Us / 1000,
  };
}

/** Of the verdict's examples the fullest whose shape tells why it took long; else the fullest. */
async function readTrace(facts: Facts, bare: BareVerdict, scope: Scope): Promise<ExemplarTrace | null> {
  const examples = bare.evidence.flatMap((one) => (one.kind === "trace" ? [one.traceId] : []));
  if (examples.length === 0) return null;
  const sizes = await facts.read<{ trace_id: string }>(SIZES, { trace_ids: examples }, scope);
  // Under load many a slow request only waited for the others; the full ones are those that it waited for.
  const fullest = sizes.slice(0, TRACES_READ).map((row) => row.trace_id);
  const traces = await Promise.all(fullest.map((traceId) => readSpans(facts, traceId, scope)));
  return traces.find((trace) => tells(shapeOf(trace))) ?? traces[0] ?? null;
}

async function readSpans(facts: Facts, traceId: string, scope: Scope): Promise<ExemplarTrace> {
  const rows = await facts.read<TraceRow>(TRACE, { trace_id: traceId, row_limit: TRACE_SPANS }, scope);
  const spans = rows.map((row): TraceNode => ({
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    name: row.name,
    service: row.service,
    startOffsetNs: row.start_offset_ns,
    durationNs: row.duration_ns,
    dbQuery: row.db_query,
  }));
  return { traceId, spans };
}

interface TraceRow {
  span_id: string;
  parent_span_id: string;
  name: string;
  service: string;
  db_query: string;
  start_offset_ns: number;
  duration_ns: number;
}
