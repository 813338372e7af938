import type { SpanView, TraceTree } from "@governor/contract";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useUrl } from "../../data/url.ts";
import type { KeyMap } from "../../parts/keyboard.ts";
import { rowsOf, type FoldedRepeat, type TraceRow } from "./rows.ts";

/** Browsers refuse a script that rewrites the address too often (Safari: 100 in 30 s), and j is held down. */
const ADDRESS_AFTER_MS = 250;
const PAGE_ROWS = 20;

export interface WalkState {
  rows: TraceRow[];
  /** Index of the selected row, and the row. */
  at: number;
  row: TraceRow | undefined;
  choose: (key: string) => void;
  toggle: (key: string) => void;
  /** Moving, opening and closing, as a tree does it (WAI-ARIA, Tree View Pattern), with j and k. */
  keys: KeyMap;
}

/** The rows, which of them is selected, and how the keys move through them. */
export function useWalk(tree: TraceTree<SpanView>, repeats: readonly FoldedRepeat[], fold: boolean): WalkState {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => rowsOf(tree, repeats, { toggled, fold }), [tree, repeats, toggled, fold]);
  const [cursor, choose] = useCursor(firstKey(rows, repeats));
  const at = Math.max(
    0,
    rows.findIndex((row) => row.key === cursor),
  );
  const row = rows[at];
  const toggle = (key: string) => setToggled(withToggled(toggled, key));
  const move = (by: number) => {
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) choose(next.key);
  };
  const keys: KeyMap = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Home: () => move(-rows.length),
    End: () => move(rows.length),
    PageDown: () => move(PAGE_ROWS),
    PageUp: () => move(-PAGE_ROWS),
    Enter: () => row && row.open !== null && toggle(row.key),
    ArrowRight: () => row && (row.open === false ? toggle(row.key) : row.open && move(1)),
    ArrowLeft: () => row && (row.open ? toggle(row.key) : choose(aboveOf(rows, at)?.key ?? row.key)),
  };
  return { rows, at, row, choose, toggle, keys };
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
