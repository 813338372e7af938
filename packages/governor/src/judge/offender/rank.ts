import {
  bucketOf,
  quantile,
  quantileInterval,
  type EndpointOffender,
  type OffenderSort,
  type SeriesPoint,
} from "@governor/contract";
import { endpointId, type EndpointCell } from "./read.ts";

/** Under this many spans on either side a change of p95 is not shown: it would be noise. */
export const CHANGE_MIN_N = 100;

export interface RankInput {
  /** One cell an endpoint, of the period. */
  cells: readonly EndpointCell[];
  /** The same of the period before. */
  previous: readonly EndpointCell[];
  /** One cell an endpoint and slot, where a chart is wanted. */
  series: readonly EndpointCell[];
  periodMs: number;
  /** Time of all endpoints, those left out included. */
  totalTimeMs: number;
  sort: OffenderSort;
}

/**
 * Endpoints worst first. `share` is total time, what a faster endpoint would save; `errorImpact` is error rate × calls
 * per minute, so that a busy endpoint with few errors and a quiet one with many can be compared; `change` puts the
 * largest slow-down first. Ties go by total time, then by name, so that a page does not shuffle.
 */
export function rankEndpoints(input: RankInput): Omit<EndpointOffender, "owner">[] {
  const before = new Map(input.previous.map((cell) => [endpointId(cell), cell]));
  const series = Map.groupBy(input.series, endpointId);
  return input.cells
    .map((cell) => {
      const id = endpointId(cell);
      return offenderOf(cell, before.get(id), series.get(id) ?? [], input);
    })
    .sort(
      (a, b) =>
        SORTS[input.sort](b) - SORTS[input.sort](a) ||
        b.totalTimeMs - a.totalTimeMs ||
        order(a.service, b.service) ||
        order(a.endpoint, b.endpoint) ||
        order(a.env, b.env),
    );
}

const SORTS: Record<OffenderSort, (offender: Omit<EndpointOffender, "owner">) => number> = {
  share: (offender) => offender.totalTimeMs,
  p95: (offender) => offender.p95Ms,
  calls: (offender) => offender.calls,
  errors: (offender) => offender.errors,
  errorImpact: (offender) => offender.errorImpact,
  // Below any real change: −1 is an endpoint that takes no time any more.
  change: (offender) => offender.change ?? -2,
};

/** Points of a chart, oldest first. */
export function seriesOf(cells: readonly EndpointCell[]): SeriesPoint[] {
  return cells
    .map((cell) => ({ timeUnixMs: cell.slotFromMs, p95Ms: milliseconds(quantile(cell.histogram, 0.95)), n: cell.n }))
    .sort((a, b) => a.timeUnixMs - b.timeUnixMs);
}

/** p95 against the period before: 0.25 for a quarter slower; null where either period has too few spans. */
export function changeOf(now: EndpointCell, before: EndpointCell | undefined): number | null {
  if (before === undefined || now.n < CHANGE_MIN_N || before.n < CHANGE_MIN_N) return null;
  const current = quantile(now.histogram, 0.95);
  const earlier = quantile(before.histogram, 0.95);
  return current === null || earlier === null || earlier <= 0 ? null : current / earlier - 1;
}

function offenderOf(
  cell: EndpointCell,
  before: EndpointCell | undefined,
  series: readonly EndpointCell[],
  { periodMs, totalTimeMs }: RankInput,
): Omit<EndpointOffender, "owner"> {
  const p95 = quantileInterval(cell.histogram, 0.95, cell.n);
  return {
    service: cell.service,
    env: cell.env,
    endpoint: cell.endpoint,
    method: cell.method,
    route: cell.route,
    kind: cell.kind,
    calls: cell.calls,
    errors: cell.errors,
    errorRate: cell.calls > 0 ? cell.errors / cell.calls : 0,
    p50Ms: milliseconds(quantile(cell.histogram, 0.5)) ?? 0,
    p95Ms: milliseconds(p95?.value ?? null) ?? 0,
    p99Ms: milliseconds(quantile(cell.histogram, 0.99)) ?? 0,
    p95LowMs: milliseconds(p95?.low ?? null) ?? 0,
    p95HighMs: milliseconds(p95?.high ?? null) ?? 0,
    totalTimeMs: cell.timeMs,
    timeShare: totalTimeMs > 0 ? cell.timeMs / totalTimeMs : 0,
    // Rate × calls per minute is errors per minute: written so, it needs no division by a rate.
    errorImpact: periodMs > 0 ? cell.errors / (periodMs / 60_000) : 0,
    change: changeOf(cell, before),
    release: cell.release,
    exemplarTraceId: slowTraceOf(cell),
    errorTraceId: cell.errorTraceId,
    series: seriesOf(series),
  };
}

/** The newest trace at or above p95. */
function slowTraceOf(cell: EndpointCell): string | null {
  const p95 = quantile(cell.histogram, 0.95);
  if (p95 === null) return null;
  const slow = cell.newest.filter((_, i) => (cell.histogram.buckets[i] ?? 0) >= bucketOf(p95));
  return slow.sort((a, b) => b.timeMs - a.timeMs)[0]?.traceId ?? null;
}

function milliseconds(durationUs: number | null): number | null {
  return durationUs === null ? null : Math.round(durationUs) / 1000;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
