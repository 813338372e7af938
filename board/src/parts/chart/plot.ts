import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { msText } from "../../data/format.ts";
import { clockText, dayText } from "../../data/range.ts";
import { lonely, type ChartPoint } from "./points.ts";

export interface PlotData {
  points: readonly ChartPoint[];
  period: { fromMs: number; toMs: number };
  targetMs: number | undefined;
  markers: readonly { timeMs: number; label: string }[];
}

export interface PlotEvents {
  /** Index of the point under the cursor; null when the cursor has left. */
  onRead(index: number | null): void;
  onZoom(fromMs: number, toMs: number): void;
}

export interface Plot {
  update(data: PlotData): void;
  moveCursor(by: number): void;
  close(): void;
}

const HEIGHT_PX = 208;
const DAY_MS = 86_400_000;

/** A uPlot of a p95 series, and of an earlier one over it, in `host`. Times are epoch milliseconds; it follows the host's width. */
export function makePlot(host: HTMLElement, first: PlotData, events: PlotEvents): Plot {
  let data = first;
  const options: uPlot.Options = {
    width: Math.max(host.clientWidth, 160),
    height: HEIGHT_PX,
    ms: 1,
    padding: [10, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: true, y: false, setScale: false }, sync: { key: "board" } },
    scales: {
      x: { time: true, range: () => [data.period.fromMs, data.period.toMs] },
      y: { range: (_u, _min, max) => [0, Math.max(max ?? 0, data.targetMs ?? 0, 1) * 1.15] },
    },
    axes: axes(() => data),
    series: [
      {},
      line("--ink", () => data.points.map((point) => point.p95Ms)),
      line("--ink2", () => data.points.map((point) => point.beforeMs), [6, 4]),
    ],
    hooks: {
      setSelect: [
        (u) => {
          if (u.select.width < 4) return;
          const fromMs = u.posToVal(u.select.left, "x");
          const toMs = u.posToVal(u.select.left + u.select.width, "x");
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          events.onZoom(fromMs, toMs);
        },
      ],
      setCursor: [(u) => events.onRead(u.cursor.idx ?? null)],
      drawClear: [(u) => drawTarget(u, data.targetMs)],
      draw: [(u) => placeMarkers(u, data)],
    },
  };
  const u = new uPlot(options, aligned(data), host);
  const resize = new ResizeObserver(() => u.setSize({ width: Math.max(host.clientWidth, 160), height: HEIGHT_PX }));
  resize.observe(host);
  return {
    update: (next) => {
      data = next;
      u.setData(aligned(data));
    },
    moveCursor: (by) => {
      const last = data.points.length - 1;
      const index = Math.min(Math.max((u.cursor.idx ?? (by > 0 ? -1 : last + 1)) + by, 0), last);
      const point = data.points[index];
      if (point) u.setCursor({ left: u.valToPos(point.timeUnixMs, "x"), top: 0 });
    },
    close: () => {
      resize.disconnect();
      u.destroy();
    },
  };
}

function aligned({ points }: PlotData): uPlot.AlignedData {
  return [
    points.map((point) => point.timeUnixMs),
    points.map((point) => point.p95Ms),
    points.map((point) => point.beforeMs),
  ];
}

/** A line whose lonely points are dots; dashed for what was earlier. */
function line(ink: string, values: () => (number | null | undefined)[], dash?: number[]): uPlot.Series {
  const stroke = colour(ink);
  return {
    stroke,
    width: 1.5,
    ...(dash && { dash }),
    points: { show: true, size: 4, fill: stroke, filter: () => lonely(values()) },
  };
}

function axes(data: () => PlotData): uPlot.Axis[] {
  const common = {
    stroke: colour("--ink3"),
    font: "11px Inter Variable, system-ui, sans-serif",
    ticks: { show: false },
  };
  const timeValue = (ms: number) => {
    const { fromMs, toMs } = data().period;
    const length = toMs - fromMs;
    const date = new Date(ms);
    return length > 3 * DAY_MS ? dayText(date).slice(5) : clockText(date, length < 600_000);
  };
  return [
    { ...common, grid: { show: false }, space: 70, size: 26, values: (_u, splits) => splits.map(timeValue) },
    {
      ...common,
      grid: { stroke: colour("--line2"), width: 1 },
      size: 60,
      space: 42,
      values: (_u, splits) => splits.map((ms) => (ms === 0 ? "0" : msText(ms))),
    },
  ];
}

function drawTarget(u: uPlot, targetMs: number | undefined): void {
  if (targetMs === undefined) return;
  const y = Math.round(u.valToPos(targetMs, "y", true)) + 0.5;
  const { ctx, bbox } = u;
  ctx.save();
  ctx.strokeStyle = colour("--bad");
  ctx.globalAlpha = 0.75;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** Deploys are elements, not pixels: they can be focused and carry their name. */
function placeMarkers(u: uPlot, data: PlotData): void {
  const shown = data.markers.filter(
    (marker) => marker.timeMs >= data.period.fromMs && marker.timeMs <= data.period.toMs,
  );
  const marks = [...u.over.querySelectorAll<HTMLButtonElement>(".marker")];
  for (const extra of marks.slice(shown.length)) extra.remove();
  shown.forEach((marker, i) => {
    const mark = marks[i] ?? u.over.appendChild(newMark());
    const left = u.valToPos(marker.timeMs, "x");
    mark.style.left = `${left}px`;
    mark.classList.toggle("flip", left > u.over.clientWidth / 2);
    if (mark.firstChild && mark.textContent !== marker.label) mark.firstChild.textContent = marker.label;
  });
}

function newMark(): HTMLButtonElement {
  const mark = document.createElement("button");
  mark.type = "button";
  mark.className = "marker";
  mark.append(document.createElement("span"));
  return mark;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
