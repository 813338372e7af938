import "./chart.css";
import type { ChangeEvent, SeriesPoint } from "@governor/contract";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { countText, msText, timeText } from "../../data/format.ts";
import { zoomIn } from "../../data/range.ts";
import { withGaps } from "../../data/series.ts";
import { onThemeChange } from "../../data/theme.ts";
import { useUrl } from "../../data/url.ts";
import { markerText } from "../sparkline.tsx";
import type { Plot } from "./plot.ts";

interface Props {
  series: readonly SeriesPoint[];
  markers: readonly ChangeEvent[];
  period: { fromMs: number; toMs: number };
  label: string;
  targetMs?: number;
}

/** p95 over time. Drag to zoom, arrow keys to read, deploys as marks that can be focused; the same as a table below. */
export function Chart({ series: points, markers, period, label, targetMs }: Props) {
  const { set } = useUrl();
  const series = useMemo(() => withGaps(points), [points]);
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const [read, setRead] = useState<number | null>(null);
  const [failed, setFailed] = useState(false);
  const latest = {
    series,
    period,
    targetMs,
    markers: markers.map((marker) => ({ timeMs: marker.timeUnixMs, label: markerText(marker) })),
  };
  const data = useRef(latest);
  data.current = latest;
  const zoom = useRef(set);
  zoom.current = set;

  useEffect(() => {
    let gone = false;
    const make = async () => {
      const { makePlot } = await import("./plot-guarded.ts");
      if (gone || !host.current) return;
      plot.current?.close();
      plot.current = makePlot(host.current, data.current, {
        onRead: setRead,
        onZoom: (fromMs, toMs) => {
          const range = zoomIn(fromMs, toMs);
          if (range) zoom.current(range);
        },
      });
    };
    const paint = () => void make().catch(() => setFailed(true));
    paint();
    const unlisten = onThemeChange(paint);
    return () => {
      gone = true;
      unlisten();
      plot.current?.close();
    };
  }, []);
  useEffect(() => plot.current?.update(data.current), [series, markers, period.fromMs, period.toMs, targetMs]);

  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    plot.current?.moveCursor(by);
  };
  return (
    <figure class="chart" role="figure" aria-label={label}>
      <div
        ref={host}
        class="chart-plot"
        tabIndex={0}
        role="group"
        aria-label={`${label}. Arrow keys read its values.`}
        onKeyDown={step}
      />
      {failed && <p class="mut">The chart could not be loaded; its values are in the table.</p>}
      <figcaption class="chart-read" aria-live="polite">
        {readout(read === null ? undefined : series[read], label, targetMs)}
      </figcaption>
      <ValuesTable series={series} />
    </figure>
  );
}

function readout(point: SeriesPoint | undefined, label: string, targetMs: number | undefined): string {
  if (!point) return targetMs === undefined ? label : `${label}, target ${msText(targetMs)}`;
  return `${timeText(point.timeUnixMs, Date.now(), true)} · p95 ${msText(point.p95Ms)} · n ${countText(point.n)}`;
}

function ValuesTable({ series }: { series: readonly SeriesPoint[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Values as a table</summary>
      {open && (
        <div class="chart-table" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">p95</th>
                <th scope="col">n</th>
              </tr>
            </thead>
            <tbody>
              {series.map((point) => (
                <tr key={point.timeUnixMs}>
                  <td>{timeText(point.timeUnixMs, Date.now(), true)}</td>
                  <td>{msText(point.p95Ms)}</td>
                  <td>{countText(point.n)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
