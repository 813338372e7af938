import { bucketOf, mergeHistograms, quantile, type Histogram, type TagSubset } from "@governor/contract";
import type { JudgedStep } from "../../catalog/catalog.ts";
import type { Facts } from "../../store/facts/facts.ts";
import type { Scope } from "../../store/scope.ts";
import { slotWithin, sourceFor } from "../../store/facts/source.ts";
import { sqlFile } from "../../store/sql.ts";

const READ = sqlFile(import.meta.url, "read.sql");
const READ_ROLLUP = sqlFile(import.meta.url, "read-rollup.sql");
/** More than envs × releases × slots ever are: a bound, not a cut. */
const CELLS_MAX = 1_000_000;

/** What was measured of one step in one time slot. Durations are microseconds. */
export interface StepCell extends Measured {
  /** Position of the step in the list that was asked for. */
  index: number;
  env: string;
  release: string;
  tenant: string;
  slotFromMs: number;
  /** The newest traces of each bucket, in step with the histogram; empty where not asked for. */
  newest: { traceId: string; timeMs: number }[][];
}

export interface StepsQuery {
  steps: readonly JudgedStep[];
  fromMs: number;
  toMs: number;
  /** Start of each step's own window where windows differ; the later of it and `fromMs` counts. */
  stepFromMs?: (step: JudgedStep) => number;
  /** `env`, `tenant`, `feature`, `domain` and `release` filter; other tags are the steps' own. */
  tags?: TagSubset;
  /** Length of a slot; the whole period when left out. */
  slotMs?: number;
  /** A cell per env, per release; otherwise they are added up. */
  byEnv?: boolean;
  byRelease?: boolean;
  /** A cell per tenant, of so many at most for each step: those in which most time is spent. */
  topTenants?: number;
  /** Bring the newest trace of every bucket along, for exemplars. */
  withTraces?: boolean;
}

/** Durations of the steps, in one statement. A step without spans has no cell. */
export async function readSteps(facts: Facts, query: StepsQuery, scope: Scope): Promise<StepCell[]> {
  if (query.steps.length === 0) return [];
  return cellsOf(await facts.read<CellRow>(READ, parametersOf(query), scope));
}

/**
 * The same for periods of any length: a long one is read from a rollup, in whole units, and brings no traces. Steps of the
 * first span of a trace are always read from spans: a rollup does not know which was first.
 */
export async function readLongSteps(
  facts: Facts,
  query: StepsQuery & { nowMs: number },
  scope: Scope,
): Promise<StepCell[]> {
  const { steps, fromMs, toMs, nowMs, slotMs, tags = {} } = query;
  const byTenant = query.topTenants !== undefined;
  const source = sourceFor({ fromMs, toMs, nowMs, tags, byTenant, ...(slotMs === undefined ? {} : { slotMs }) }, scope);
  if (source.rollup === null) return readSteps(facts, query, scope);
  const of = (entry: boolean): number[] => [...steps.keys()].filter((i) => steps[i]?.selector.entry === entry);
  const pick = (indexes: number[]): JudgedStep[] => indexes.flatMap((i) => steps[i] ?? []);
  const [rolled, entries] = [of(false), of(true)];
  const units = { fromMs: source.fromMs, toMs: source.toMs };
  const long = { ...query, ...units, ...(slotMs === undefined ? {} : { slotMs: slotWithin(source, slotMs) }) };
  const [fromRollup, fromSpans] = await Promise.all([
    rolled.length === 0
      ? []
      : facts.read<CellRow>(
          READ_ROLLUP,
          { ...parametersOf({ ...long, steps: pick(rolled) }), rollup: source.rollup },
          scope,
        ),
    readSteps(facts, { ...query, steps: pick(entries) }, scope),
  ]);
  const placed = (cells: StepCell[], indexes: number[]): StepCell[] =>
    cells.map((cell) => ({ ...cell, index: indexes[cell.index] ?? -1 }));
  return [...placed(cellsOf(fromRollup), rolled), ...placed(fromSpans, entries)];
}

function cellsOf(rows: readonly CellRow[]): StepCell[] {
  return rows.map((row) => ({
    index: row.step_index,
    env: row.env,
    release: row.release,
    tenant: row.tenant,
    slotFromMs: Number(row.slot_from_ms),
    n: Number(row.n),
    errors: Number(row.errors),
    weight: row.weight,
    errorWeight: row.error_weight,
    known: Number(row.known),
    cache: { lookups: Number(row.lookups), weight: row.lookups_weight, hitWeight: row.hits_weight },
    sizes: {
      n: Number(row.sized),
      weight: row.sizes_weight,
      bytesSum: row.bytes,
      squareSum: row.bytes_squared,
      histogram: histogramOf(row.sizes),
    },
    histogram: { buckets: row.histogram.map(([bucket]) => bucket), counts: row.histogram.map(([, count]) => count) },
    newest: row.histogram.map(([, , traces]) =>
      traces.map(([traceId, timeMs]) => ({ traceId, timeMs: Number(timeMs) })),
    ),
  }));
}

/** What was measured of a step. Sums of weights stand for all spans, counts are spans really stored. */
export interface Measured {
  n: number;
  errors: number;
  weight: number;
  errorWeight: number;
  /** Spans that say how they were sampled; the others count as one. */
  known: number;
  /** Microseconds; counts are weights. */
  histogram: Histogram;
  /** Of the spans that say whether a cache answered. */
  cache: { lookups: number; weight: number; hitWeight: number };
  /** Of the spans that say how large their response's body was: sums of weight × bytes and of weight × bytes². */
  sizes: { n: number; weight: number; bytesSum: number; squareSum: number; histogram: Histogram };
}

/** Cells added up: all slots, or all releases, as one. */
export function mergeCells(cells: readonly Measured[]): Measured {
  const sum = (of: (cell: Measured) => number): number => cells.reduce((total, cell) => total + of(cell), 0);
  return {
    n: sum((cell) => cell.n),
    errors: sum((cell) => cell.errors),
    weight: sum((cell) => cell.weight),
    errorWeight: sum((cell) => cell.errorWeight),
    known: sum((cell) => cell.known),
    histogram: mergeHistograms(cells.map((cell) => cell.histogram)),
    cache: {
      lookups: sum((cell) => cell.cache.lookups),
      weight: sum((cell) => cell.cache.weight),
      hitWeight: sum((cell) => cell.cache.hitWeight),
    },
    sizes: {
      n: sum((cell) => cell.sizes.n),
      weight: sum((cell) => cell.sizes.weight),
      bytesSum: sum((cell) => cell.sizes.bytesSum),
      squareSum: sum((cell) => cell.sizes.squareSum),
      histogram: mergeHistograms(cells.map((cell) => cell.sizes.histogram)),
    },
  };
}

/** A histogram as the engine returns a map of weights by bucket. */
function histogramOf(weights: Record<string, number>): Histogram {
  const entries = Object.entries(weights).map(([bucket, weight]) => [Number(bucket), weight] as const);
  const sorted = entries.toSorted(([a], [b]) => a - b);
  return { buckets: sorted.map(([bucket]) => bucket), counts: sorted.map(([, weight]) => weight) };
}

/** Exporters send in batches (the SDKs' default is every 5 s), so a trace is whole some time after it ended. */
const WHOLE_AFTER_MS = 10_000;

/** One slow trace may have waited for others all its time and show nothing; among these there is one that tells. */
const EXAMPLES = 20;

/**
 * The newest traces at or above the cells' p95, those that should be whole by `nowMs` first: examples of what is slow,
 * fresh enough to be stored and old enough to show why. Empty without traces.
 */
export function slowTracesOf(cells: readonly StepCell[], nowMs: number): string[] {
  const p95Us = quantile(mergeCells(cells).histogram, 0.95);
  if (p95Us === null) return [];
  const edge = bucketOf(p95Us);
  const newestFirst = cells
    .flatMap((cell) => cell.newest.filter((_, i) => (cell.histogram.buckets[i] ?? 0) >= edge).flat())
    .toSorted((a, b) => b.timeMs - a.timeMs);
  const wholeByMs = nowMs - p95Us / 1000 - WHOLE_AFTER_MS;
  const whole = newestFirst.filter((trace) => trace.timeMs <= wholeByMs);
  const fresh = newestFirst.filter((trace) => trace.timeMs > wholeByMs);
  return [...new Set([...whole, ...fresh].map((trace) => trace.traceId))].slice(0, EXAMPLES);
}

function parametersOf(query: StepsQuery): Record<string, string | number | boolean | (string | number)[]> {
  const { steps, fromMs, toMs, tags = {} } = query;
  return {
    services: steps.map((step) => step.selector.service),
    kinds: steps.map((step) => step.selector.kind),
    methods: steps.map((step) => step.selector.method),
    routes: steps.map((step) => step.selector.route),
    span_names: steps.map((step) => step.selector.span),
    entries: steps.map((step) => (step.selector.entry ? 1 : 0)),
    step_from_ms: steps.map((step) => Math.round(query.stepFromMs?.(step) ?? fromMs)),
    from_ms: Math.round(fromMs),
    to_ms: Math.round(toMs),
    slot_ms: Math.max(1, Math.round(query.slotMs ?? toMs - fromMs)),
    env: tags.env ?? "",
    tenant: tags.tenant ?? "",
    feature: tags.feature ?? "",
    domain: tags.domain ?? "",
    release: tags.release ?? "",
    by_env: query.byEnv ?? false,
    by_release: query.byRelease ?? false,
    by_tenant: query.topTenants !== undefined,
    cells_max: query.topTenants ?? CELLS_MAX,
    with_traces: query.withTraces ?? false,
  };
}

interface CellRow {
  step_index: number;
  env: string;
  release: string;
  tenant: string;
  slot_from_ms: string;
  n: string;
  errors: string;
  weight: number;
  error_weight: number;
  known: string;
  lookups: string;
  lookups_weight: number;
  hits_weight: number;
  sized: string;
  sizes_weight: number;
  bytes: number;
  bytes_squared: number;
  sizes: Record<string, number>;
  histogram: [bucket: number, count: number, newest: [traceId: string, timeMs: string][]][];
}
