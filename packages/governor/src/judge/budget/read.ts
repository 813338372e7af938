import { bucketOf, mergeHistograms, quantile, type Histogram, type TagSubset } from "@governor/contract";
import type { JudgedStep } from "../../catalog/catalog.ts";
import type { Facts } from "../../store/facts/facts.ts";
import type { Scope } from "../../store/scope.ts";
import { sqlFile } from "../../store/sql.ts";

const READ = sqlFile(import.meta.url, "read.sql");

/** What was measured of one step in one time slot. Durations are microseconds. */
export interface StepCell {
  /** Position of the step in the list that was asked for. */
  index: number;
  env: string;
  release: string;
  slotFromMs: number;
  /** Spans really stored; the histogram's counts are their weights. */
  n: number;
  errors: number;
  histogram: Histogram;
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
  /** Bring the newest trace of every bucket along, for exemplars. */
  withTraces?: boolean;
}

/** Durations of the steps, in one statement. A step without spans has no cell. */
export async function readSteps(facts: Facts, query: StepsQuery, scope: Scope): Promise<StepCell[]> {
  if (query.steps.length === 0) return [];
  const rows = await facts.read<CellRow>(READ, parametersOf(query), scope);
  return rows.map((row) => ({
    index: row.step_index,
    env: row.env,
    release: row.release,
    slotFromMs: Number(row.slot_from_ms),
    n: Number(row.n),
    errors: Number(row.errors),
    histogram: { buckets: row.histogram.map(([bucket]) => bucket), counts: row.histogram.map(([, count]) => count) },
    newest: row.histogram.map(([, , traces]) =>
      traces.map(([traceId, timeMs]) => ({ traceId, timeMs: Number(timeMs) })),
    ),
  }));
}

export interface Measured {
  n: number;
  errors: number;
  histogram: Histogram;
}

/** Cells added up: all slots, or all releases, as one. */
export function mergeCells(cells: readonly StepCell[]): Measured {
  return {
    n: cells.reduce((sum, cell) => sum + cell.n, 0),
    errors: cells.reduce((sum, cell) => sum + cell.errors, 0),
    histogram: mergeHistograms(cells.map((cell) => cell.histogram)),
  };
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
    with_traces: query.withTraces ?? false,
  };
}

interface CellRow {
  step_index: number;
  env: string;
  release: string;
  slot_from_ms: string;
  n: string;
  errors: string;
  histogram: [bucket: number, count: number, newest: [traceId: string, timeMs: string][]][];
}
