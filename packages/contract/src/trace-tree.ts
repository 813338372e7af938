/** What a tree is made of; `SpanView` of the API satisfies it. */
export interface TreeSpan {
  spanId: string;
  parentSpanId: string;
  startOffsetNs: number;
  durationNs: number;
}

/** Spans by index into `spans`; children by start. */
export interface TraceTree<Span extends TreeSpan = TreeSpan> {
  spans: readonly Span[];
  roots: readonly number[];
  children: readonly (readonly number[])[];
  /** −1 at a root. */
  parent: readonly number[];
  /** A name for each that no other has: its id, and for a later span of the same id `<id>~2`. */
  keys: readonly string[];
}

/**
 * A tree of whatever arrived. A span whose parent is missing is a root; so is one span of a ring
 * of parents, which no instrumentation should send and some do.
 */
export function treeOf<Span extends TreeSpan>(spans: readonly Span[]): TraceTree<Span> {
  const indexById = new Map<string, number>();
  spans.forEach((span, i) => {
    if (!indexById.has(span.spanId)) indexById.set(span.spanId, i);
  });
  const parent = spans.map((span, i) => {
    const found = span.parentSpanId === "" ? undefined : indexById.get(span.parentSpanId);
    return found === undefined || found === i ? -1 : found;
  });
  cutRings(parent);
  const children: number[][] = spans.map(() => []);
  const roots: number[] = [];
  parent.forEach((up, i) => (up === -1 ? roots : children[up])?.push(i));
  const byStart = (a: number, b: number) => startOf(spans, a) - startOf(spans, b) || a - b;
  roots.sort(byStart);
  for (const each of children) each.sort(byStart);
  return { spans, roots, children, parent, keys: keysOf(spans) };
}

/** Ids are given twice where a process was forked or a batch was sent again. */
function keysOf(spans: readonly TreeSpan[]): string[] {
  const times = new Map<string, number>();
  return spans.map(({ spanId }) => {
    const time = (times.get(spanId) ?? 0) + 1;
    times.set(spanId, time);
    return time === 1 ? spanId : `${spanId}~${time}`;
  });
}

export function endNs(span: TreeSpan): number {
  return span.startOffsetNs + span.durationNs;
}

/** Time that the spans cover together: two that overlap count once, so a sum never exceeds the trace. */
export function coveredNs(spans: readonly TreeSpan[]): number {
  let covered = 0;
  let reach = -Infinity;
  for (const span of spans.toSorted((a, b) => a.startOffsetNs - b.startOffsetNs)) {
    const from = Math.max(span.startOffsetNs, reach);
    if (endNs(span) <= from) continue;
    covered += endNs(span) - from;
    reach = endNs(span);
  }
  return covered;
}

/** True where no two of the spans run at the same time. */
export function isSequential(spans: readonly TreeSpan[]): boolean {
  const sorted = spans.toSorted((a, b) => a.startOffsetNs - b.startOffsetNs);
  return sorted.every((span, i) => i === 0 || span.startOffsetNs >= endNs(sorted[i - 1] ?? span));
}

/** Walks up from every span; where the walk meets itself the span it started from becomes a root. */
function cutRings(parent: number[]): void {
  const SEEN = 1;
  const DONE = 2;
  const state = new Uint8Array(parent.length);
  for (let start = 0; start < parent.length; start++) {
    const path: number[] = [];
    let at = start;
    while (at !== -1 && state[at] === 0) {
      state[at] = SEEN;
      path.push(at);
      at = parent[at] ?? -1;
    }
    if (at !== -1 && state[at] === SEEN) parent[at] = -1;
    for (const each of path) state[each] = DONE;
  }
}

function startOf(spans: readonly TreeSpan[], i: number): number {
  return spans[i]?.startOffsetNs ?? 0;
}
