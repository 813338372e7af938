import type { ChangeEvent, SeriesPoint } from "@governor/contract";
import { msText, timeText } from "../data/format.ts";
import { sparkPaths } from "./spark-path.ts";

interface Props {
  series: readonly SeriesPoint[];
  markers: readonly ChangeEvent[];
  period: { fromMs: number; toMs: number };
  /** What is drawn, for a reader who does not see it: `p95 of Search API`. */
  label: string;
  tone?: "bad" | "plain";
  targetMs?: number | undefined;
}

const WIDTH = 200;
const HEIGHT = 34;

/** p95 over the period, small. Deploys are brass and dashed; their names show on hover. */
export function Sparkline({ series, markers, period, label, tone = "plain", targetMs }: Props) {
  const { lines, dots, y } = sparkPaths(series, period, WIDTH, HEIGHT, targetMs);
  const x = (timeMs: number) => ((timeMs - period.fromMs) / (period.toMs - period.fromMs)) * WIDTH;
  return (
    <svg
      class={`spark ${tone}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={summary(series, markers, label)}
    >
      {targetMs !== undefined && <line class="spark-target" x1={0} x2={WIDTH} y1={y(targetMs)} y2={y(targetMs)} />}
      {markers.map((marker) => (
        <g key={marker.id}>
          <title>{markerText(marker)}</title>
          <line class="spark-hit" x1={x(marker.timeUnixMs)} x2={x(marker.timeUnixMs)} y1={0} y2={HEIGHT} />
          <line class="spark-deploy" x1={x(marker.timeUnixMs)} x2={x(marker.timeUnixMs)} y1={0} y2={HEIGHT} />
        </g>
      ))}
      {lines.map((points) => (
        <polyline key={points} class="spark-line" points={points} />
      ))}
      {dots.map(([cx, cy]) => (
        <line key={cx} class="spark-line spark-dot" x1={cx} x2={cx} y1={cy} y2={cy} />
      ))}
    </svg>
  );
}

/** `deploy cases-api v2 (a1b2c3d) by rosa, 14:02`. */
export function markerText(marker: ChangeEvent): string {
  const sha = marker.sha ? ` (${marker.sha.slice(0, 7)})` : "";
  const who = marker.actor ? ` by ${marker.actor}` : "";
  return `${marker.kind} ${marker.service} ${marker.release}${sha}${who}, ${timeText(marker.timeUnixMs, Date.now())}`;
}

function summary(series: readonly SeriesPoint[], markers: readonly ChangeEvent[], label: string): string {
  const seen = series.filter((point) => point.p95Ms !== null);
  if (seen.length === 0) return `${label}: no data in this period`;
  const values = seen.map((point) => point.p95Ms ?? 0);
  const span = `from ${msText(values[0] ?? 0)} to ${msText(values.at(-1) ?? 0)}, highest ${msText(Math.max(...values))}`;
  return [`${label}: ${span}`, ...markers.map(markerText)].join("; ");
}
