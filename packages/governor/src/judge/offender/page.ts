import { bucketOf, type EndpointOffender, type OffenderSort, type TagSubset } from "@governor/contract";
import type { Facts } from "../../store/facts/facts.ts";
import type { Scope } from "../../store/scope.ts";
import { readExamples } from "./examples.ts";
import { rankEndpoints } from "./rank.ts";
import { endpointId, readEndpoints, type EndpointKey, type EndpointsQuery, type EndpointsRead } from "./read.ts";

export interface OffendersQuery {
  /** Whole units of its source, as `sourceFor` gives them. */
  period: { fromMs: number; toMs: number; tags: TagSubset };
  nowMs: number;
  sort: OffenderSort;
  limit: number;
  shows: (endpoint: EndpointKey) => boolean;
}

export interface OffendersPage {
  /** Those that `shows` lets through, worst first, at most `limit` of `total`. */
  endpoints: Omit<EndpointOffender, "owner">[];
  total: number;
  totalTimeMs: number;
}

/** A small chart needs no more points. */
const POINTS_MAX = 120;
/** Round, so that a picture of the last hour does not change its past each time it is drawn. */
const SLOTS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400].map(
  (seconds) => seconds * 1_000,
);

/** By these an order needs no percentile, and a long period's histograms are read for the shown endpoints only. */
const SORTS_BY_SUMS: ReadonlySet<OffenderSort> = new Set(["share", "calls", "errors", "errorImpact"]);

/** The page of offenders: ranked, compared with the period before, with a chart and example traces each. */
export async function readOffenders(facts: Facts, query: OffendersQuery, scope: Scope): Promise<OffendersPage> {
  const { period, nowMs, sort, limit, shows } = query;
  const { fromMs, toMs, tags } = period;
  const lengthMs = toMs - fromMs;
  const now: EndpointsQuery = { fromMs, toMs, nowMs, tags };
  const before: EndpointsQuery = { fromMs: fromMs - lengthMs, toMs: fromMs, nowMs, tags };
  const rank = (cells: EndpointsRead, previous: EndpointsRead, series: EndpointsRead | null, totalTimeMs: number) =>
    rankEndpoints({
      cells: cells.cells.filter(shows),
      previous: previous.cells,
      series: series?.cells ?? [],
      periodMs: lengthMs,
      totalTimeMs,
      sort,
    });

  const sumsFirst = SORTS_BY_SUMS.has(sort);
  const [all, allBefore] = await Promise.all([
    readEndpoints(facts, { ...now, withTraces: true, ...(sumsFirst ? { histograms: "sums" } : {}) }, scope),
    sumsFirst ? null : readEndpoints(facts, before, scope),
  ]);
  const ofRollup = all.source.rollup !== null;
  const { totalTimeMs } = all;
  const nothing: EndpointsRead = { ...all, cells: [] };
  const first = rank(all, allBefore ?? nothing, null, totalTimeMs);
  const only = first.slice(0, limit);
  const [cells, previous, series] = await Promise.all([
    ofRollup && sumsFirst ? readEndpoints(facts, { ...now, only }, scope) : all,
    allBefore ?? readEndpoints(facts, { ...before, only }, scope),
    readEndpoints(facts, { ...now, ...slots(period, all.source.unitMs), only, histograms: "p95" }, scope),
  ]);
  const ids = new Set(only.map(endpointId));
  const shown = rank(
    { ...cells, cells: cells.cells.filter((cell) => ids.has(endpointId(cell))) },
    previous,
    series,
    totalTimeMs,
  );
  const endpoints = ofRollup ? await withExamples(facts, shown, period, scope) : shown;
  return { endpoints, total: first.length, totalTimeMs };
}

function slots({ fromMs, toMs }: { fromMs: number; toMs: number }, unitMs: number): { fromMs: number; slotMs: number } {
  const atLeastMs = Math.max(unitMs, (toMs - fromMs) / POINTS_MAX);
  const slotMs = SLOTS_MS.find((length) => length >= atLeastMs) ?? Math.ceil(atLeastMs / 86_400_000) * 86_400_000;
  // A rollup's period begins with a whole unit; from spans the first slot that is whole.
  return { fromMs: unitMs > 1 ? fromMs : Math.ceil(fromMs / slotMs) * slotMs, slotMs };
}

async function withExamples<Shown extends Omit<EndpointOffender, "owner">>(
  facts: Facts,
  shown: Shown[],
  period: OffendersQuery["period"],
  scope: Scope,
): Promise<Shown[]> {
  const endpoints = shown.map((row) => ({ ...row, fromBucket: bucketOf(row.p95Ms * 1_000) }));
  const examples = await readExamples(facts, { ...period, endpoints }, scope);
  return shown.map((row) => {
    const { slowTraceId = null, errorTraceId = null } = examples.get(endpointId(row)) ?? {};
    return { ...row, exemplarTraceId: slowTraceId, errorTraceId };
  });
}
