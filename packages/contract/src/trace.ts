/** What the trace view needs of a span to lay it out; `SpanView` of the API satisfies it. */
export interface TraceNode {
  spanId: string;
  parentSpanId: string;
  name: string;
  service: string;
  startOffsetNs: number;
  durationNs: number;
  dbQuery: string;
}

/** Sibling spans that do the same thing over and over: what an N+1 looks like. */
export interface Repeat {
  parentSpanId: string;
  name: string;
  dbQuery: string;
  service: string;
  spanIds: string[];
  /** Where they stand in the list that was given. */
  indices: number[];
  totalNs: number;
}

/** From this many same siblings on a repeat is worth a word. */
export const REPEAT_MIN = 5;

/**
 * Groups of at least REPEAT_MIN siblings with the same service, name and query, longest total first.
 * A query is compared with its literals and lists left out, so `id = 1` and `id = 2` are one.
 */
export function findRepeats(spans: readonly TraceNode[]): Repeat[] {
  const groups = new Map<string, Repeat>();
  const shapes = new Map<string, string>();
  for (const [index, span] of spans.entries()) {
    const shape = shapes.get(span.dbQuery) ?? queryShape(span.dbQuery);
    shapes.set(span.dbQuery, shape);
    const key = [span.parentSpanId, span.service, span.name, shape].join("\u0000");
    const group = groups.get(key);
    if (group) {
      group.spanIds.push(span.spanId);
      group.indices.push(index);
      group.totalNs += span.durationNs;
    } else {
      groups.set(key, {
        parentSpanId: span.parentSpanId,
        name: span.name,
        dbQuery: span.dbQuery,
        service: span.service,
        spanIds: [span.spanId],
        indices: [index],
        totalNs: span.durationNs,
      });
    }
  }
  return [...groups.values()]
    .filter((group) => group.spanIds.length >= REPEAT_MIN)
    .sort((a, b) => b.totalNs - a.totalNs);
}

/** A query without its literals: good enough to group siblings of one trace, not an identity (see the query fingerprint for that). */
export function queryShape(query: string): string {
  return query
    .replace(/'(?:[^']|'')*'/g, "?")
    .replace(/\b\d+(?:\.\d+)?\b/g, "?")
    .replace(/\s+/g, " ")
    .trim();
}
