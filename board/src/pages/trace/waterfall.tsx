import type { SpanOutline, TraceTree } from "@governor/contract";
import { useEffect, useRef, useState } from "preact/hooks";
import { nsText, type Window } from "./look.ts";
import { RowLine } from "./row-line.tsx";
import type { TraceRow } from "./rows.ts";

interface Props {
  tree: TraceTree<SpanOutline>;
  rows: readonly TraceRow[];
  /** Index of the selected row. */
  at: number;
  window: Window;
  path: ReadonlySet<number> | null;
  /** Spans that were looked for; null where nothing is. */
  found: ReadonlySet<number> | null;
  colours: ReadonlyMap<string, string>;
  choose: (key: string) => void;
  toggle: (key: string) => void;
}

const ROW_PX = 25;
/** Rows drawn beyond the visible ones, so that a quick scroll meets no blank. */
const SPARE_ROWS = 12;

/** The rows that are in view, of however many there are. */
export function Waterfall({ tree, rows, at, window, path, found, colours, choose, toggle }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ topPx: 0, heightPx: 600 });
  const look = () => {
    const { scrollTop, clientHeight } = scroller.current ?? { scrollTop: 0, clientHeight: 600 };
    setView({ topPx: scrollTop, heightPx: clientHeight });
  };
  useEffect(() => {
    const resize = new ResizeObserver(look);
    if (scroller.current) resize.observe(scroller.current);
    return () => resize.disconnect();
  }, []);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const top = at * ROW_PX;
    if (top < box.scrollTop) box.scrollTop = top;
    if (top + ROW_PX > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW_PX - box.clientHeight;
  }, [at, rows]);
  const first = Math.max(0, Math.floor(view.topPx / ROW_PX) - SPARE_ROWS);
  const last = Math.min(rows.length, Math.ceil((view.topPx + view.heightPx) / ROW_PX) + SPARE_ROWS);
  return (
    <>
      <div class="wf-scale" aria-hidden="true">
        <div>
          {[0, 0.25, 0.5, 0.75, 1].map((part) => (
            <span key={part}>{nsText(window.fromNs + (window.toNs - window.fromNs) * part)}</span>
          ))}
        </div>
      </div>
      <div
        ref={scroller}
        class="wf"
        role="tree"
        tabIndex={0}
        aria-label="Spans"
        aria-activedescendant={rowId(rows[at])}
        onScroll={look}
      >
        <div class="wf-all" style={{ height: `${rows.length * ROW_PX}px` }} role="presentation">
          {rows.slice(first, last).map((row, i) => (
            <RowLine
              key={row.key}
              id={rowId(row) ?? ""}
              tree={tree}
              row={row}
              topPx={(first + i) * ROW_PX}
              selected={first + i === at}
              window={window}
              path={path}
              found={found}
              colours={colours}
              choose={choose}
              toggle={toggle}
            />
          ))}
        </div>
      </div>
    </>
  );
}

function rowId(row: TraceRow | undefined): string | undefined {
  return row && `row-${row.key.replace("×", "x").replace("~", "-")}`;
}
