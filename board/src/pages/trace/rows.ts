import { findRepeats, type Repeat, type TraceNode, type TraceTree } from "@governor/contract";

/** One line of the waterfall: a span, or many same siblings folded into one. */
export type TraceRow = {
  /** Span id, or `×` and the first span's id. */
  key: string;
  depth: number;
  /** null where there is nothing below it. */
  open: boolean | null;
} & ({ kind: "span"; index: number } | { kind: "repeat"; repeat: FoldedRepeat });

export interface FoldedRepeat extends Repeat {
  indices: number[];
}

export interface RowsView {
  /** Keys of the rows whose children are hidden; of repeats, those whose members are shown. */
  toggled: ReadonlySet<string>;
  /** Same siblings stand as one row. */
  fold: boolean;
}

/** Repeats of the tree, longest first, with indices. */
export function repeatsOf(tree: TraceTree<TraceNode>): FoldedRepeat[] {
  const indexById = new Map(tree.spans.map((span, i) => [span.spanId, i]));
  return findRepeats(tree.spans).map((repeat) => ({
    ...repeat,
    indices: repeat.spanIds.flatMap((id) => indexById.get(id) ?? []),
  }));
}

/** The lines that are visible, top to bottom. Not recursive: traces nest deeper than the stack. */
export function rowsOf(tree: TraceTree<TraceNode>, repeats: readonly FoldedRepeat[], view: RowsView): TraceRow[] {
  const repeatByIndex = new Map<number, FoldedRepeat>();
  if (view.fold) for (const repeat of repeats) for (const index of repeat.indices) repeatByIndex.set(index, repeat);
  const rows: TraceRow[] = [];
  const waiting: Line[] = linesOf(tree.roots, 0, repeatByIndex).reverse();
  for (let line = waiting.pop(); line; line = waiting.pop()) {
    const row = rowOf(tree, line, view);
    rows.push(row);
    if (!row.open) continue;
    const below =
      row.kind === "repeat"
        ? row.repeat.indices.map((index) => ({ depth: row.depth + 1, index }))
        : linesOf(tree.children[row.index] ?? [], row.depth + 1, repeatByIndex);
    for (const each of below.reverse()) waiting.push(each);
  }
  return rows;
}

interface Line {
  depth: number;
  index: number;
  repeat?: FoldedRepeat;
}

/** Siblings as lines; the members of a repeat are one line where the first of them stood. */
function linesOf(siblings: readonly number[], depth: number, repeatByIndex: ReadonlyMap<number, FoldedRepeat>): Line[] {
  const seen = new Set<FoldedRepeat>();
  return siblings.flatMap((index): Line[] => {
    const repeat = repeatByIndex.get(index);
    if (!repeat) return [{ depth, index }];
    if (seen.has(repeat)) return [];
    seen.add(repeat);
    return [{ depth, index, repeat }];
  });
}

function rowOf(tree: TraceTree, { depth, index, repeat }: Line, view: RowsView): TraceRow {
  if (repeat) {
    const key = `×${repeat.spanIds[0] ?? ""}`;
    return { kind: "repeat", key, depth, repeat, open: view.toggled.has(key) };
  }
  const key = tree.spans[index]?.spanId ?? "";
  const leaf = (tree.children[index]?.length ?? 0) === 0;
  return { kind: "span", key, depth, index, open: leaf ? null : !view.toggled.has(key) };
}
