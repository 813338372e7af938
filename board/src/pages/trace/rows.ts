import type { Repeat, TraceTree } from "@governor/contract";

/** One line of the waterfall: a span, or many same siblings folded into one. */
export type TraceRow = {
  /** The span's key, or `×` and the key of the first. */
  key: string;
  depth: number;
  /** null where there is nothing below it. */
  open: boolean | null;
} & ({ kind: "span"; index: number } | { kind: "repeat"; repeat: Repeat });

export interface RowsView {
  /** Keys of the rows whose children are hidden; of repeats, those whose members are shown. */
  toggled: ReadonlySet<string>;
  /** Same siblings stand as one row. */
  fold: boolean;
  /** Only these spans; every one where it is null. */
  only: ReadonlySet<number> | null;
}

/** The repeat that a span is a member of, by the span's index. */
export function repeatsByIndex(repeats: readonly Repeat[]): Map<number, Repeat> {
  return new Map(repeats.flatMap((repeat) => repeat.indices.map((index): [number, Repeat] => [index, repeat])));
}

export function repeatKey(tree: TraceTree, repeat: Repeat): string {
  return `×${tree.keys[repeat.indices[0] ?? -1] ?? ""}`;
}

/** The span a row stands for: of a repeat, the first. */
export function indexOf(row: TraceRow): number {
  return row.kind === "span" ? row.index : (row.repeat.indices[0] ?? 0);
}

/** The lines that are visible, top to bottom. Not recursive: traces nest deeper than the stack. */
export function rowsOf(tree: TraceTree, repeats: ReadonlyMap<number, Repeat>, view: RowsView): TraceRow[] {
  const folded = view.fold ? repeats : NONE;
  const shown = (indices: readonly number[]) =>
    view.only ? indices.filter((index) => view.only?.has(index)) : indices;
  const rows: TraceRow[] = [];
  const waiting: Line[] = linesOf(shown(tree.roots), 0, folded).reverse();
  for (let line = waiting.pop(); line; line = waiting.pop()) {
    const below = line.repeat ? [] : shown(tree.children[line.index] ?? []);
    const row = rowOf(tree, line, view, below.length === 0);
    rows.push(row);
    if (!row.open) continue;
    const lines =
      row.kind === "repeat"
        ? shown(row.repeat.indices).map((index) => ({ depth: row.depth + 1, index }))
        : linesOf(below, row.depth + 1, folded);
    for (const each of lines.reverse()) waiting.push(each);
  }
  return rows;
}

const NONE: ReadonlyMap<number, Repeat> = new Map();

interface Line {
  depth: number;
  index: number;
  repeat?: Repeat;
}

/** Siblings as lines; the members of a repeat are one line where the first of them stood. */
function linesOf(siblings: readonly number[], depth: number, repeats: ReadonlyMap<number, Repeat>): Line[] {
  const seen = new Set<Repeat>();
  return siblings.flatMap((index): Line[] => {
    const repeat = repeats.get(index);
    if (!repeat) return [{ depth, index }];
    if (seen.has(repeat)) return [];
    seen.add(repeat);
    return [{ depth, index, repeat }];
  });
}

function rowOf(tree: TraceTree, { depth, index, repeat }: Line, view: RowsView, isLeaf: boolean): TraceRow {
  if (repeat) {
    const key = repeatKey(tree, repeat);
    return { kind: "repeat", key, depth, repeat, open: view.toggled.has(key) };
  }
  const key = tree.keys[index] ?? "";
  return { kind: "span", key, depth, index, open: isLeaf ? null : !view.toggled.has(key) };
}
