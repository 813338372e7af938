import type { TagSubset } from "@governor/contract";

import type { Scope } from "../scope.ts";

/** A table of `migrations/0002_rollups.sql`; goes into a statement as `{rollup:Identifier}`. */
export type RollupTable = "rollup_minute" | "rollup_hour" | "rollup_day" | "rollup_tenant_day";

/** Where a period's spans are read from. */
export interface SpanSource {
  /** Null for `spans` itself, which knows every moment; else the rollup whose rows are to be added up. */
  rollup: RollupTable | null;
  /** Length of the rollup's slots; 1 for `spans`. */
  unitMs: number;
  /** The period in whole units, every one that was touched, up to now: what the answer is about, and what rates divide by. */
  fromMs: number;
  toMs: number;
}

export interface SourceQuery {
  fromMs: number;
  toMs: number;
  /** When the question is asked; the period's end when left out. */
  nowMs?: number;
  /** Length of a chart's slots; left out where the period is added up. */
  slotMs?: number;
  /** A filter by tenant needs a table that tells tenants apart. */
  tags?: TagSubset;
  /** So does an answer by tenant. */
  byTenant?: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

interface Rollup {
  table: RollupTable;
  unitMs: number;
  keptMs: number;
}

/** Coarsest first; how long each is kept is its TTL in the migration. */
const ROLLUPS: readonly Rollup[] = [
  { table: "rollup_day", unitMs: DAY_MS, keptMs: 400 * DAY_MS },
  { table: "rollup_hour", unitMs: HOUR_MS, keptMs: 400 * DAY_MS },
  { table: "rollup_minute", unitMs: MINUTE_MS, keptMs: 35 * DAY_MS },
];
const BY_TENANT: Rollup = { table: "rollup_tenant_day", unitMs: DAY_MS, keptMs: 400 * DAY_MS };

const SPANS_KEPT_MS = 14 * DAY_MS;
/** Up to here `spans` answers in time at 100 million spans a month (docs/scale.md); a filter by tenant leaves few of them. */
const SPANS_UP_TO_MS = 6 * HOUR_MS;
const SPANS_OF_A_TENANT_UP_TO_MS = 2 * DAY_MS;
/** A period is at least so many units, so that its ends are off by 4 % at most. */
const UNITS_MIN = 24;

/**
 * Which table answers a question about spans, the one place that decides. Short and recent periods are read from
 * `spans`; longer ones from the coarsest rollup whose units fit the period and the chart's slots. Rollups know all
 * columns of `spans` but ids, durations and statuses: their measures are sums (`span_count`, `error_count`,
 * `weight_sum` …) and `buckets`, the histogram; the time is `slot`.
 *
 * Use it with one `.sql` file for `spans` and one for rollups, both taking `from_ms` and `to_ms` of the answer:
 *
 * ```sql
 * FROM {rollup:Identifier}
 * WHERE slot >= fromUnixTimestamp64Milli({from_ms:Int64}) AND slot < fromUnixTimestamp64Milli({to_ms:Int64})
 * ```
 *
 * A chart's slots may come out longer than asked for: take `slotWithin(source, slotMs)`.
 */
export function sourceFor(query: SourceQuery, scope: Scope): SpanSource {
  const { fromMs, toMs, nowMs = toMs } = query;
  const byTenant = query.byTenant === true || Boolean(query.tags?.tenant) || scope.tenants !== "all";
  const lengthMs = toMs - fromMs;
  const ageMs = nowMs - fromMs;
  const spansUpToMs = byTenant ? SPANS_OF_A_TENANT_UP_TO_MS : SPANS_UP_TO_MS;
  if (lengthMs <= spansUpToMs && ageMs <= SPANS_KEPT_MS) return { rollup: null, unitMs: 1, fromMs, toMs };
  const rollup = byTenant ? BY_TENANT : rollupFor(lengthMs, query.slotMs ?? Infinity, ageMs);
  const { table, unitMs } = rollup;
  return {
    rollup: table,
    unitMs,
    fromMs: Math.floor(fromMs / unitMs) * unitMs,
    toMs: Math.max(toMs, Math.min(Math.ceil(toMs / unitMs) * unitMs, nowMs)),
  };
}

/** Slots that a source can tell apart: whole units, none shorter than was asked for. */
export function slotWithin(source: SpanSource, slotMs: number): number {
  return Math.max(1, Math.ceil(slotMs / source.unitMs)) * source.unitMs;
}

function rollupFor(lengthMs: number, slotMs: number, ageMs: number): Rollup {
  const kept = ROLLUPS.filter((rollup) => ageMs <= rollup.keptMs);
  const fitting = kept.find(({ unitMs }) => unitMs * UNITS_MIN <= lengthMs && unitMs <= slotMs);
  return fitting ?? kept.at(-1) ?? (ROLLUPS[1] as Rollup);
}
