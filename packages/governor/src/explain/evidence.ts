import { findRepeats, type Evidence, type TraceNode } from "@governor/contract";

export interface ExemplarTrace {
  traceId: string;
  spans: readonly TraceNode[];
}

/** What stands out in one trace, as far as it explains its length. */
export interface TraceShape {
  traceId: string;
  durationMs: number;
  /** Queries that run over and over under one parent, longest total first. */
  repeats: { query: string; count: number; totalMs: number }[];
  /** Other work that is done over and over: a call per item. */
  repeatedCalls: { name: string; service: string; count: number; totalMs: number }[];
  /** The single query that takes most; null where none takes a good part of the trace. */
  slowQuery: { query: string; durationMs: number } | null;
  /** The longest time in which none of its inner spans runs; null where that is short. */
  silentMs: number | null;
}

/** Few repeats that add up to less of the trace than this are how the code is, not why it is slow … */
const REPEAT_SHARE = 0.1;
/** … and so many are worth a word even where waiting hides what they cost. */
const MANY_REPEATS = 10;
/** A time from this share of the trace on in which no inner work runs is spent waiting, or computing unseen. */
const SILENT_SHARE = 0.4;
/** A single query from this share of the trace on is where to look. */
const SLOW_QUERY_SHARE = 0.4;
const REPEATS_SHOWN = 3;

export function shapeOf({ traceId, spans }: ExemplarTrace): TraceShape {
  const durationNs = spans.reduce((end, span) => Math.max(end, span.startOffsetNs + span.durationNs), 0);
  const heavy = findRepeats(spans).filter(
    ({ totalNs, spanIds }) => totalNs >= REPEAT_SHARE * durationNs || spanIds.length >= MANY_REPEATS,
  );
  const silentNs = longestSilence(spans, durationNs);
  const slowest = spans.filter((span) => span.dbQuery !== "").toSorted((a, b) => b.durationNs - a.durationNs)[0];
  const isSlow = slowest !== undefined && slowest.durationNs >= SLOW_QUERY_SHARE * durationNs;
  return {
    traceId,
    durationMs: durationNs / 1e6,
    repeats: heavy
      .filter((repeat) => repeat.dbQuery !== "")
      .slice(0, REPEATS_SHOWN)
      .map(({ dbQuery, spanIds, totalNs }) => ({ query: dbQuery, count: spanIds.length, totalMs: totalNs / 1e6 })),
    repeatedCalls: heavy
      .filter((repeat) => repeat.dbQuery === "")
      .slice(0, REPEATS_SHOWN)
      .map(({ name, service, spanIds, totalNs }) => ({ name, service, count: spanIds.length, totalMs: totalNs / 1e6 })),
    slowQuery: isSlow ? { query: slowest.dbQuery, durationMs: slowest.durationNs / 1e6 } : null,
    silentMs: silentNs >= SILENT_SHARE * durationNs ? silentNs / 1e6 : null,
  };
}

/** Whether a shape names work that could be done otherwise; waiting alone does not say for what. */
export function tells(shape: TraceShape): boolean {
  return shape.repeats.length > 0 || shape.repeatedCalls.length > 0 || shape.slowQuery !== null;
}

/** The longest time between the first span's start and the last one's end in which no span without children runs. */
function longestSilence(spans: readonly TraceNode[], endNs: number): number {
  const parents = new Set(spans.map((span) => span.parentSpanId));
  const leaves = spans
    .filter((span) => !parents.has(span.spanId))
    .toSorted((a, b) => a.startOffsetNs - b.startOffsetNs);
  let silentNs = 0;
  let coveredNs = 0;
  for (const leaf of leaves) {
    silentNs = Math.max(silentNs, leaf.startOffsetNs - coveredNs);
    coveredNs = Math.max(coveredNs, leaf.startOffsetNs + leaf.durationNs);
  }
  return Math.max(silentNs, endNs - coveredNs);
}

/** The shape as evidence: repeated queries first, they are what a waterfall shows at a glance. */
export function evidenceOf(shape: TraceShape): Evidence[] {
  const { traceId, durationMs } = shape;
  const whole = `${Math.round(durationMs)} ms`;
  const repeats = shape.repeats.map((repeat) => ({ kind: "repeated-query" as const, traceId, ...repeat }));
  const calls = shape.repeatedCalls.map(({ name, service, count, totalMs }) => {
    const note = `${service} does "${name}" ${count} times in one trace, ${Math.round(totalMs)} ms of its ${whole}.`;
    return { kind: "note" as const, note };
  });
  const notes: Evidence[] = [];
  if (shape.slowQuery !== null) {
    const { query, durationMs: queryMs } = shape.slowQuery;
    notes.push({
      kind: "note",
      note: `One query takes ${Math.round(queryMs)} ms of the trace's ${whole}: ${shortened(query)}`,
    });
  }
  if (shape.silentMs !== null) {
    const silent = `For ${Math.round(shape.silentMs)} ms of its ${whole} the trace shows no inner work`;
    notes.push({ kind: "note", note: `${silent}: it waits (for a connection, a lock, the CPU) or computes.` });
  }
  return [...repeats, ...calls, ...notes];
}

/** A query on one line, cut where it is long. */
export function shortened(query: string, length = 200): string {
  const line = query.replace(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
