import { endNs, type TraceTree } from "./tree.ts";

/**
 * Indices of the spans that the trace waited for. From the end of a span backwards: the child that
 * ended last, then the one that ended last before that one began, and so on. A child that outlives
 * its parent counts up to the parent's end.
 */
export function criticalPath(tree: TraceTree): Set<number> {
  const path = new Set<number>();
  const last = tree.roots.toSorted((a, b) => endOf(tree, b) - endOf(tree, a))[0];
  if (last === undefined) return path;
  const open: { index: number; untilNs: number }[] = [{ index: last, untilNs: endOf(tree, last) }];
  for (let next = open.pop(); next; next = open.pop()) {
    path.add(next.index);
    let cursorNs = next.untilNs;
    const children = (tree.children[next.index] ?? []).toSorted((a, b) => endOf(tree, b) - endOf(tree, a));
    for (const child of children) {
      const span = tree.spans[child];
      const untilNs = Math.min(endOf(tree, child), next.untilNs);
      if (!span || untilNs > cursorNs || span.startOffsetNs >= cursorNs) continue;
      open.push({ index: child, untilNs });
      cursorNs = span.startOffsetNs;
    }
  }
  return path;
}

function endOf(tree: TraceTree, index: number): number {
  const span = tree.spans[index];
  return span ? endNs(span) : 0;
}
