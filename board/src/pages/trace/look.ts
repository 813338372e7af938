import { coveredNs, type Repeat, type SpanOutline, type TraceTree } from "@governor/contract";
import { msText } from "../../data/format.ts";

/** Visible part of the trace. */
export interface Window {
  fromNs: number;
  toNs: number;
}

export const WHOLE_MIN_NS = 1_000;

/** `from-to` in nanoseconds as the URL has it; the whole trace where it says nothing sensible. */
export function windowOf(at: string | undefined, durationNs: number): Window {
  const whole = { fromNs: 0, toNs: Math.max(durationNs, WHOLE_MIN_NS) };
  const match = /^(\d+)-(\d+)$/.exec(at ?? "");
  if (!match) return whole;
  const [fromNs, toNs] = [Number(match[1]), Number(match[2])];
  return fromNs < toNs && fromNs < whole.toNs ? { fromNs, toNs: Math.min(toNs, whole.toNs) } : whole;
}

/** A part of the trace with some room on both sides, as the URL has it. */
export function windowAround(part: { fromNs: number; toNs: number }, durationNs: number): string {
  const room = (part.toNs - part.fromNs) / 4;
  return `${Math.floor(Math.max(0, part.fromNs - room))}-${Math.ceil(Math.min(durationNs, part.toNs + room))}`;
}

/** Left and width of a bar in percent of the window; null where it lies outside. */
export function barOf(startNs: number, durationNs: number, window: Window): { left: number; width: number } | null {
  const length = window.toNs - window.fromNs;
  const from = Math.max(startNs, window.fromNs);
  const to = Math.min(startNs + durationNs, window.toNs);
  if (to < from) return null;
  return { left: ((from - window.fromNs) / length) * 100, width: ((to - from) / length) * 100 };
}

/** Services in the order they appear, each with one of the four series colours. The name stands beside it: colour alone says nothing. */
export function serviceColours(spans: readonly SpanOutline[]): Map<string, string> {
  const colours = new Map<string, string>();
  for (const span of spans) {
    if (!colours.has(span.service)) colours.set(span.service, `--s${(colours.size % 4) + 1}`);
  }
  return colours;
}

export function nsText(ns: number): string {
  return ns === 0 ? "0" : msText(ns / 1e6);
}

/** What a span is called in the waterfall: its database or a service other than its parent's comes first. */
export function prefixOf(span: SpanOutline, parent: SpanOutline | undefined): string {
  if (span.dbSystem) return span.dbSystem;
  return parent?.service === span.service ? "" : span.service;
}

/** A query says more than its span's name, which is the same for many; enough of it to fill a line. */
export function labelOf(span: SpanOutline): string {
  return span.dbQuery ? span.dbQuery.slice(0, 300).replace(/\s+/g, " ").trim() : span.name;
}

export interface RepeatStory {
  what: "query" | "operation";
  count: number;
  name: string;
  /** Name of the span that did it; empty where it is not stored. */
  under: string;
  coveredNs: number;
}

/** The repeat worth a sentence: the longest repeated query, else the longest repeat that takes a tenth of the trace. */
export function repeatStory(
  tree: TraceTree<SpanOutline>,
  repeats: readonly Repeat[],
  durationNs: number,
): RepeatStory | null {
  const query = repeats.find((repeat) => repeat.dbQuery !== "");
  const repeat = query ?? repeats[0];
  if (!repeat) return null;
  const covered = coveredNs(membersOf(tree, repeat));
  if (!query && covered < durationNs / 10) return null;
  const parent = tree.spans[tree.parent[repeat.indices[0] ?? -1] ?? -1];
  return {
    what: query ? "query" : "operation",
    count: repeat.spanIds.length,
    name: repeat.name,
    under: parent?.name ?? "",
    coveredNs: covered,
  };
}

export function membersOf<Span extends SpanOutline>(tree: TraceTree<Span>, repeat: Repeat): Span[] {
  return repeat.indices.flatMap((index) => tree.spans[index] ?? []);
}
