import type { SpanOutline, TraceGap, TraceTree } from "@governor/contract";
import { useEffect, useRef, useState } from "preact/hooks";
import { onThemeChange } from "../../data/theme.ts";
import { WHOLE_MIN_NS, type Window } from "./look.ts";

interface Props {
  tree: TraceTree<SpanOutline>;
  colours: ReadonlyMap<string, string>;
  window: Window;
  durationNs: number;
  /** `from-to` in nanoseconds, for the URL. */
  zoom: (at: string | undefined) => void;
  gaps: readonly TraceGap[];
  /** Spans of the critical path, where it is shown. */
  path: ReadonlySet<number> | null;
}

const HEIGHT_PX = 40;

/** The whole trace, small: drag over it to see a part. */
export function Minimap({ tree, colours, window, durationNs, zoom, gaps, path }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const wholeNs = Math.max(durationNs, WHOLE_MIN_NS);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const paint = () => draw(element, { tree, colours, wholeNs, gaps, path });
    paint();
    const resize = new ResizeObserver(paint);
    resize.observe(element);
    const unlisten = onThemeChange(paint);
    return () => {
      resize.disconnect();
      unlisten();
    };
  }, [tree, colours, wholeNs, gaps, path]);
  const finish = () => {
    if (!drag) return;
    setDrag(null);
    const [from, to] = drag.from < drag.to ? [drag.from, drag.to] : [drag.to, drag.from];
    if (to - from > 0.004) zoom(`${Math.floor(from * wholeNs)}-${Math.ceil(to * wholeNs)}`);
  };
  const shown = drag ?? { from: window.fromNs / wholeNs, to: window.toNs / wholeNs };
  const [left, right] = [Math.min(shown.from, shown.to), Math.max(shown.from, shown.to)];
  return (
    <div
      class="minimap"
      role="img"
      aria-label={`The whole trace in small, ${gaps.length} gaps. Drag to zoom, z for all of it, g for the next gap.`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: partAt(event), to: partAt(event) });
      }}
      onPointerMove={(event) => drag && setDrag({ from: drag.from, to: partAt(event) })}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(null)}
      onDblClick={() => zoom(undefined)}
    >
      <canvas ref={canvas} />
      <i style={{ left: 0, width: `${left * 100}%` }} />
      <i style={{ left: `${right * 100}%`, right: 0 }} />
    </div>
  );
}

/** Where in the map the pointer is, 0..1. */
function partAt(event: PointerEvent): number {
  const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - left) / width));
}

interface Picture {
  tree: TraceTree<SpanOutline>;
  colours: ReadonlyMap<string, string>;
  wholeNs: number;
  gaps: readonly TraceGap[];
  path: ReadonlySet<number> | null;
}

function draw(canvas: HTMLCanvasElement, { tree, colours, wholeNs, gaps, path }: Picture): void {
  const scale = devicePixelRatio;
  const width = canvas.clientWidth;
  canvas.width = Math.round(width * scale);
  canvas.height = HEIGHT_PX * scale;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const paint = new Map([...colours].map(([service, token]) => [service, style.getPropertyValue(token).trim()]));
  const failed = style.getPropertyValue("--bad").trim();
  const depths = depthsOf(tree);
  const lane = Math.min(7, (HEIGHT_PX - 6) / (depths.reduce((most, depth) => Math.max(most, depth), 0) + 1));
  hatch(context, { gaps, wholeNs, width, colour: style.getPropertyValue("--ink3").trim() });
  tree.spans.forEach((span, i) => {
    context.globalAlpha = path === null || path.has(i) ? 1 : 0.25;
    context.fillStyle = span.status === 2 ? failed : (paint.get(span.service) ?? failed);
    const x = (span.startOffsetNs / wholeNs) * width;
    const length = Math.max((span.durationNs / wholeNs) * width - 0.5, 1);
    context.fillRect(x, 3 + (depths[i] ?? 0) * lane, length, Math.max(lane - 1.5, 1));
  });
}

/** Diagonals where the trace does not say what happened. */
function hatch(
  context: CanvasRenderingContext2D,
  { gaps, wholeNs, width, colour }: { gaps: readonly TraceGap[]; wholeNs: number; width: number; colour: string },
): void {
  context.save();
  context.strokeStyle = colour;
  context.globalAlpha = 0.45;
  context.beginPath();
  for (const gap of gaps)
    context.rect((gap.fromNs / wholeNs) * width, 0, ((gap.toNs - gap.fromNs) / wholeNs) * width, HEIGHT_PX);
  context.clip();
  context.beginPath();
  for (let x = -HEIGHT_PX; gaps.length > 0 && x < width; x += 6) {
    context.moveTo(x, HEIGHT_PX);
    context.lineTo(x + HEIGHT_PX, 0);
  }
  context.stroke();
  context.restore();
}

/** A lane per depth; a parent always comes before its children here, whatever order they arrived in. */
function depthsOf(tree: TraceTree): number[] {
  const depths = tree.spans.map(() => 0);
  const waiting = [...tree.roots];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    for (const child of tree.children[index] ?? []) {
      depths[child] = (depths[index] ?? 0) + 1;
      waiting.push(child);
    }
  }
  return depths;
}
