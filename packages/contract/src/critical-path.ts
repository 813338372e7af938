import { endNs, type TraceTree } from "./trace-tree.ts";

/**
 * Indices of the spans that the trace waited for. From the end of a span backwards: the child that
 * ended last, then the one that ended last before that one began, and so on. A child that outlives
 * its parent counts up to the parent's end; one that lies outside of it was never waited for.
 */
export function criticalPath(tree: TraceTree): Set<number> {
  const path = new Set<number>();
  const ends = tree.spans.map(endNs);
  const endOf = (index: number): number => ends[index] ?? 0;
  const last = tree.roots.toSorted((a, b) => endOf(b) - endOf(a))[0];
  if (last === undefined) return path;
  const open: { index: number; untilNs: number }[] = [{ index: last, untilNs: endOf(last) }];
  for (let next = open.pop(); next; next = open.pop()) {
    path.add(next.index);
    const { untilNs, index } = next;
    // What outlives its parent was waited for up to the parent's end: of those, the one that began last decides.
    const waited = (child: number): number => Math.min(endOf(child), untilNs);
    const beganNs = tree.spans[index]?.startOffsetNs ?? 0;
    let cursorNs = untilNs;
    for (const child of (tree.children[index] ?? []).toSorted((a, b) => waited(b) - waited(a) || endOf(b) - endOf(a))) {
      const span = tree.spans[child];
      if (!span || waited(child) > cursorNs || span.startOffsetNs >= cursorNs || endOf(child) < beganNs) continue;
      open.push({ index: child, untilNs: waited(child) });
      cursorNs = span.startOffsetNs;
    }
  }
  return path;
}
