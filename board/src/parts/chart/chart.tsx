import "./chart.css";
import type { ChangeEvent, SeriesPoint } from "@governor/contract";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import type { Overlay } from "../../data/compared.ts";
import { changeText, countText, msText, timeText } from "../../data/format.ts";
import { zoomIn } from "../../data/range.ts";
import { onThemeChange } from "../../data/theme.ts";
import { useUrl } from "../../data/url.ts";
import { markerText } from "../sparkline.tsx";
import type { Plot, PlotData } from "./plot.ts";
import { joined, type ChartPoint } from "./points.ts";
import { ValuesTable } from "./values-table.tsx";

interface Props {
  series: readonly SeriesPoint[];
  markers: readonly ChangeEvent[];
  period: { fromMs: number; toMs: number };
  label: string;
  targetMs?: number;
  /** An earlier period, dashed. */
  overlay?: Overlay | null;
}

const loadPlot = () => import("./plot-guarded.ts");
// Compiled while nobody waits: at 4 × CPU throttle the first chart that was opened took 250 ms with it, 100 without.
setTimeout(() => void loadPlot().catch(() => undefined), 1_500);

/** How far a key moves the cursor, in points. */
const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
};

/** p95 over time. Drag to zoom, arrow keys to read, deploys as marks that can be focused; the same as a table below. */
export function Chart({ series, markers, period, label, targetMs, overlay = null }: Props) {
  const tableId = useId().replaceAll(":", "");
  const points = useMemo(() => joined(series, overlay?.series ?? []), [series, overlay?.series]);
  const host = useRef<HTMLDivElement>(null);
  const marks = markers.map((marker) => ({ timeMs: marker.timeUnixMs, label: markerText(marker) }));
  const { read, failed, plot } = usePlot(host, { points, period, targetMs, markers: marks });
  const step = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by === undefined || event.target !== event.currentTarget) return;
    event.preventDefault();
    event.stopPropagation();
    plot.current?.moveCursor(by);
  };
  return (
    <figure class="chart" role="figure" aria-label={label} aria-details={tableId}>
      <div
        ref={host}
        class="chart-plot"
        tabIndex={0}
        role="group"
        aria-label={`${label}. Arrow keys read its values.`}
        onKeyDown={step}
      />
      {failed && <p class="mut">The chart could not be loaded; its values are in the table.</p>}
      {overlay && <Legend label={overlay.label} isEmpty={overlay.series.length === 0} />}
      <figcaption class="chart-read" aria-live="polite">
        {readout(read === null ? undefined : points[read], { label, targetMs, beforeLabel: overlay?.label ?? "" })}
      </figcaption>
      <ValuesTable id={tableId} points={points} beforeLabel={overlay?.label ?? ""} />
    </figure>
  );
}

/** Keeps a plot in `host`: made when its code has come, made again for other colours, updated with the data. */
function usePlot(host: { current: HTMLDivElement | null }, latest: PlotData) {
  const { set } = useUrl();
  const plot = useRef<Plot | null>(null);
  const [read, setRead] = useState<number | null>(null);
  const [failed, setFailed] = useState(false);
  const data = useRef(latest);
  data.current = latest;
  const zoom = useRef(set);
  zoom.current = set;
  useEffect(() => {
    let gone = false;
    const make = async () => {
      const { makePlot } = await loadPlot();
      // A frame of its own: the row that was opened is painted first.
      await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
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
  const { points, markers, period, targetMs } = latest;
  const shownMarkers = markers.map((marker) => marker.label).join();
  useEffect(() => plot.current?.update(data.current), [points, shownMarkers, period.fromMs, period.toMs, targetMs]);
  return { read, failed, plot };
}

/** Told apart by the line, not by its colour. */
function Legend({ label, isEmpty }: { label: string; isEmpty: boolean }) {
  return (
    <p class="chart-legend">
      <span>
        <svg width="22" height="6" aria-hidden="true">
          <line x1="0" x2="22" y1="3" y2="3" />
        </svg>{" "}
        this period
      </span>
      <span>
        <svg width="22" height="6" aria-hidden="true">
          <line x1="0" x2="22" y1="3" y2="3" class="before" />
        </svg>{" "}
        {label}
        {isEmpty && ": no data"}
      </span>
    </p>
  );
}

function readout(
  point: ChartPoint | undefined,
  { label, targetMs, beforeLabel }: { label: string; targetMs: number | undefined; beforeLabel: string },
): string {
  if (!point) return targetMs === undefined ? label : `${label}, target ${msText(targetMs)}`;
  const { p95Ms = null, beforeMs = null } = point;
  const time = timeText(point.timeUnixMs, Date.now(), true);
  const now = `${time} · p95 ${msText(p95Ms)} · n ${countText(point.n)}`;
  if (beforeLabel === "") return now;
  const change = p95Ms !== null && beforeMs !== null && beforeMs > 0 ? ` (${changeText(p95Ms / beforeMs - 1)})` : "";
  return `${now} · ${beforeLabel} ${msText(beforeMs)}, n ${countText(point.beforeN)}${change}`;
}
