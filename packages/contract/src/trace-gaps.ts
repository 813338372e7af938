import { endNs, type TraceTree } from "./trace-tree.ts";

/** A stretch of a trace, nanoseconds from its start. */
export interface TraceGap {
  fromNs: number;
  toNs: number;
}

/** A shorter stretch than this part of the trace would not be seen. */
const GAP_MIN_SHARE = 0.01;

/**
 * Stretches in which nothing ran but spans that have others below them: time that the trace does not explain.
 * Of at least a hundredth of the trace each, in order.
 */
export function gapsOf(tree: TraceTree): TraceGap[] {
  const leaves = tree.spans.filter((_span, i) => (tree.children[i]?.length ?? 0) === 0);
  const wholeNs = tree.spans.reduce((end, span) => Math.max(end, endNs(span)), 0);
  const gaps: TraceGap[] = [];
  let reachNs = 0;
  const until = (toNs: number): void => {
    if (toNs - reachNs >= wholeNs * GAP_MIN_SHARE && toNs > reachNs) gaps.push({ fromNs: reachNs, toNs });
  };
  for (const leaf of leaves.toSorted((a, b) => a.startOffsetNs - b.startOffsetNs)) {
    until(leaf.startOffsetNs);
    reachNs = Math.max(reachNs, endNs(leaf));
  }
  until(wholeNs);
  return gaps;
}
