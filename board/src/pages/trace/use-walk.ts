import type { Repeat, SpanOutline, TraceTree } from "@governor/contract";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useUrl } from "../../data/url.ts";
import type { KeyMap } from "../../parts/keyboard.ts";
import { nextOf, orderOf, revealed } from "./find.ts";
import { indexOf, repeatKey, repeatsByIndex, rowsOf, type TraceRow } from "./rows.ts";

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
  /** Goes to the next (1) or the previous (−1) span that is wanted, opening what hides it. */
  seek: (by: 1 | -1, wanted: (index: number) => boolean) => void;
  /** Moving, opening and closing, as a tree does it (WAI-ARIA, Tree View Pattern), with j and k. */
  keys: KeyMap;
}

/** The rows, which of them is selected, and how the keys move through them. */
export function useWalk(
  tree: TraceTree<SpanOutline>,
  repeats: readonly Repeat[],
  { fold, only }: { fold: boolean; only: ReadonlySet<number> | null },
): WalkState {
  const folded = useMemo(() => repeatsByIndex(repeats), [repeats]);
  const order = useMemo(() => orderOf(tree), [tree]);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => rowsOf(tree, folded, { toggled, fold, only }), [tree, folded, toggled, fold, only]);
  const first = useMemo(() => firstKey(tree, rows, repeats), [tree]);
  const [cursor, choose] = useCursor(first);
  const at = Math.max(
    0,
    rows.findIndex((row) => row.key === cursor),
  );
  const row = rows[at];
  const toggle = useStable((key: string) => setToggled((now) => withToggled(now, key)));
  const seek = (by: 1 | -1, wanted: (index: number) => boolean) => {
    const found = nextOf(order, row ? indexOf(row) : 0, by, (index) => wanted(index) && (only?.has(index) ?? true));
    if (found === null) return;
    setToggled((now) => revealed(tree, fold ? folded : new Map(), now, found));
    choose(tree.keys[found] ?? "");
  };
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
  return { rows, at, row, choose, toggle, seek, keys };
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

/** The same function at every drawing, so that a row that did not change is not drawn again. */
function useStable<Argument>(act: (argument: Argument) => void): (argument: Argument) => void {
  const latest = useRef(act);
  latest.current = act;
  return useMemo(() => (argument: Argument) => latest.current(argument), []);
}

/** Where to look first: the worst repeat where there is one, else the root. */
function firstKey(tree: TraceTree, rows: readonly TraceRow[], repeats: readonly Repeat[]): string {
  const worst = repeats.find((repeat) => repeat.dbQuery !== "");
  const key = worst && repeatKey(tree, worst);
  return (key !== undefined && rows.some((row) => row.key === key) ? key : rows[0]?.key) ?? "";
}

function aboveOf(rows: readonly TraceRow[], at: number): TraceRow | undefined {
  const depth = rows[at]?.depth ?? 0;
  let above = at - 1;
  while (above >= 0 && (rows[above]?.depth ?? 0) >= depth) above--;
  return rows[above];
}

function withToggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}
