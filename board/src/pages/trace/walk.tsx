import type { SpanView, TraceResponse } from "@governor/contract";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useUrl } from "../../data/url.ts";
import { useKeys } from "../../parts/keyboard.ts";
import { criticalPath } from "./critical.ts";
import { Detail } from "./detail.tsx";
import { serviceColours, windowOf } from "./look.ts";
import { Minimap } from "./minimap.tsx";
import { rowsOf, type FoldedRepeat, type TraceRow } from "./rows.ts";
import type { TraceTree } from "./tree.ts";
import { Waterfall } from "./waterfall.tsx";

interface Props {
  trace: TraceResponse;
  tree: TraceTree<SpanView>;
  repeats: FoldedRepeat[];
}

/** Browsers refuse a script that rewrites the address too often (Safari: 100 in 30 s), and j is held down. */
const ADDRESS_AFTER_MS = 250;

/** The waterfall with its cursor, keys and detail. */
export function Walk({ trace, tree, repeats }: Props) {
  const url = useUrl();
  const { show, critical, fold } = useShow();
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => rowsOf(tree, repeats, { toggled, fold }), [tree, repeats, toggled, fold]);
  const path = useMemo(() => (critical ? criticalPath(tree) : null), [tree, critical]);
  const colours = useMemo(() => serviceColours(trace.spans), [trace.spans]);
  const window = windowOf(url.search.at, trace.durationNs);
  const [cursor, setCursor] = useCursor(firstKey(rows, repeats));
  const at = Math.max(
    0,
    rows.findIndex((row) => row.key === cursor),
  );
  const row = rows[at];

  const toggle = (key: string) => setToggled(withToggled(toggled, key));
  const move = (by: number) => {
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) setCursor(next.key);
  };
  const up = () => {
    const entry = trace.entry;
    if (entry) url.go("/offenders", { service: entry.service, open: `${entry.service} ${entry.endpoint}` });
  };
  const set = (open: boolean) => row && row.open === !open && toggle(row.key);
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    ArrowRight: () => (row?.open ? move(1) : set(true)),
    ArrowLeft: () => (row?.open ? set(false) : setCursor(aboveOf(rows, at)?.key ?? cursor)),
    Home: () => move(-rows.length),
    End: () => move(rows.length),
    PageDown: () => move(20),
    PageUp: () => move(-20),
    Enter: () => row && row.open !== null && toggle(row.key),
    c: () => show({ fold: !fold }),
    p: () => show({ critical: !critical }),
    u: up,
  });
  return (
    <div class="trace">
      <div class="card trace-main">
        <Minimap
          tree={tree}
          colours={colours}
          window={window}
          durationNs={trace.durationNs}
          zoom={(next) => url.set({ at: next })}
        />
        <Waterfall
          tree={tree}
          rows={rows}
          at={at}
          window={window}
          path={path}
          colours={colours}
          choose={setCursor}
          toggle={toggle}
        />
        <p class="trace-keys">
          <button
            type="button"
            class="quiet"
            aria-pressed={fold}
            onClick={() => show({ fold: !fold })}
            disabled={repeats.length === 0}
          >
            <kbd>c</kbd> fold repeats
          </button>
          <button type="button" class="quiet" aria-pressed={critical} onClick={() => show({ critical: !critical })}>
            <kbd>p</kbd> critical path
          </button>
          {trace.entry && (
            <button type="button" class="quiet" onClick={up}>
              <kbd>u</kbd> up to the endpoint
            </button>
          )}
          {url.search.at !== undefined && (
            <button type="button" class="quiet" onClick={() => url.set({ at: undefined })}>
              <kbd>z</kbd> whole trace
            </button>
          )}
          <span class="mut">
            <kbd>j</kbd> <kbd>k</kbd> move, <kbd>Enter</kbd> open
          </span>
        </p>
      </div>
      {row && <Detail tree={tree} row={row} durationNs={trace.durationNs} colours={colours} />}
    </div>
  );
}

/** What is drawn, from the URL. Repeats are folded unless it says otherwise. */
function useShow() {
  const url = useUrl();
  const words = new Set((url.search.show ?? "").split(" "));
  const critical = words.has("critical");
  const fold = !words.has("unfolded");
  const show = (next: { critical?: boolean; fold?: boolean }) => {
    const text = [(next.critical ?? critical) && "critical", !(next.fold ?? fold) && "unfolded"]
      .filter(Boolean)
      .join(" ");
    url.set({ show: text || undefined }, "replace");
  };
  return { show, critical, fold };
}

/** The selected row: at once on screen, a moment later in the address. */
function useCursor(first: string): [string, (key: string) => void] {
  const url = useUrl();
  const [cursor, setCursor] = useState(url.search.span ?? first);
  useEffect(() => {
    if (cursor === (url.search.span ?? first)) return undefined;
    const timer = setTimeout(() => url.set({ span: cursor }, "replace"), ADDRESS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [cursor]);
  return [cursor, setCursor];
}

/** Where to look first: the worst repeat where there is one, else the root. */
function firstKey(rows: readonly TraceRow[], repeats: readonly FoldedRepeat[]): string {
  const worst = repeats.find((repeat) => repeat.dbQuery !== "");
  const key = worst && `×${worst.spanIds[0] ?? ""}`;
  return (key !== undefined && rows.some((row) => row.key === key) ? key : rows[0]?.key) ?? "";
}

function aboveOf(rows: readonly TraceRow[], at: number): TraceRow | undefined {
  const depth = rows[at]?.depth ?? 0;
  return rows.slice(0, at).findLast((row) => row.depth < depth);
}

function withToggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}
