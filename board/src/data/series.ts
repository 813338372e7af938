import type { SeriesPoint } from "@governor/contract";

/**
 * The series with a point for every missing slot, so that nothing draws a line over a time without data.
 * A slot is the smallest distance of two points; a server may leave empty ones out.
 */
export function withGaps(series: readonly SeriesPoint[]): SeriesPoint[] {
  const slotMs = slotOf(series);
  return series.flatMap((point, i) => {
    const before = series[i - 1];
    const missing = before !== undefined && point.timeUnixMs - before.timeUnixMs > slotMs * 1.5;
    return missing ? [{ timeUnixMs: before.timeUnixMs + slotMs, p95Ms: null, n: 0 }, point] : [point];
  });
}

/** Length of a slot in milliseconds; 0 where fewer than two points tell. */
export function slotOf(series: readonly SeriesPoint[]): number {
  const distances = series.slice(1).map((point, i) => point.timeUnixMs - (series[i]?.timeUnixMs ?? 0));
  return distances.length === 0 ? 0 : Math.min(...distances);
}
