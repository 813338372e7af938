import type { SeriesPoint } from "@governor/contract";
import { withGaps } from "../../data/series.ts";

/** What is drawn and read at one time. null breaks the line; undefined is a time of the other line only, and does not. */
export interface ChartPoint {
  timeUnixMs: number;
  p95Ms: number | null | undefined;
  n: number;
  /** The earlier period's, where one is laid over. */
  beforeMs: number | null | undefined;
  beforeN: number;
}

/** Both lines on one row of times. */
export function joined(series: readonly SeriesPoint[], before: readonly SeriesPoint[]): ChartPoint[] {
  const points = new Map<number, ChartPoint>();
  const at = (timeUnixMs: number): ChartPoint => {
    const known = points.get(timeUnixMs);
    if (known) return known;
    const point = { timeUnixMs, p95Ms: undefined, n: 0, beforeMs: undefined, beforeN: 0 };
    points.set(timeUnixMs, point);
    return point;
  };
  for (const { timeUnixMs, p95Ms, n } of withGaps(series)) Object.assign(at(timeUnixMs), { p95Ms, n });
  for (const { timeUnixMs, p95Ms, n } of withGaps(before))
    Object.assign(at(timeUnixMs), { beforeMs: p95Ms, beforeN: n });
  return [...points.values()].toSorted((a, b) => a.timeUnixMs - b.timeUnixMs);
}

/** Indices of values without a neighbour, which a line would not show. */
export function lonely(values: readonly (number | null | undefined)[]): number[] {
  const there = values.flatMap((value, i) => (value === undefined ? [] : [i]));
  const empty = (i: number | undefined) => i === undefined || values[i] === null;
  return there.filter((i, k) => !empty(i) && empty(there[k - 1]) && empty(there[k + 1]));
}
