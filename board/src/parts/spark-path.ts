import type { SeriesPoint } from "@governor/contract";
import { slotOf, withGaps } from "../data/series.ts";

export interface SparkPaths {
  /** `points` of one polyline per run without a gap. */
  lines: string[];
  /** Runs of a single point, which a polyline would not show. */
  dots: [number, number][];
  y(valueMs: number): number;
}

/** A flat line would otherwise lie on the upper edge. */
const HEADROOM = 1.2;

/** A series in the box of a sparkline, from zero up, with gaps where there was no data. */
export function sparkPaths(
  series: readonly SeriesPoint[],
  period: { fromMs: number; toMs: number },
  width: number,
  height: number,
  targetMs = 0,
): SparkPaths {
  const top = Math.max(targetMs, ...series.map((point) => point.p95Ms ?? 0), 1e-9) * HEADROOM;
  const y = (valueMs: number) => round(height - 2 - (valueMs / top) * (height - 5));
  // A bucket is drawn at its middle: the last one would otherwise end before the right edge.
  const half = slotOf(series) / 2;
  const x = (timeMs: number) => round(((timeMs + half - period.fromMs) / (period.toMs - period.fromMs)) * width);
  const runs: [number, number][][] = [];
  let run: [number, number][] | null = null;
  for (const point of withGaps(series)) {
    if (point.p95Ms === null) {
      run = null;
      continue;
    }
    if (!run) runs.push((run = []));
    run.push([x(point.timeUnixMs), y(point.p95Ms)]);
  }
  return {
    lines: runs.filter((each) => each.length > 1).map((each) => each.map(([px, py]) => `${px},${py}`).join(" ")),
    dots: runs.filter((each) => each.length === 1).map((each) => each[0] ?? [0, 0]),
    y,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
