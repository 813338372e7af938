import type { Repeat, SpanOutline, TraceTree } from "@governor/contract";
import { repeatKey } from "./rows.ts";

/** Indices of all spans from top to bottom, whatever is closed, and where each stands in that order. */
export interface TraceOrder {
  order: readonly number[];
  place: readonly number[];
}

export function orderOf(tree: TraceTree): TraceOrder {
  const order: number[] = [];
  const place = tree.spans.map(() => 0);
  const waiting = tree.roots.toReversed();
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    place[index] = order.length;
    order.push(index);
    const children = tree.children[index] ?? [];
    for (let i = children.length - 1; i >= 0; i--) waiting.push(children[i] ?? 0);
  }
  return { order, place };
}

/** What a span can be found by, in small letters; made once a trace. */
export function textsOf(spans: readonly SpanOutline[]): string[] {
  return spans.map((span) =>
    [span.name, span.service, span.httpMethod, span.httpRoute, span.dbSystem, span.dbQuery].join(" ").toLowerCase(),
  );
}

/** From this many letters on a word may be the beginning of an id; shorter ones would be found in ids by chance. */
const ID_LETTERS_MIN = 6;

/** Spans that contain every word of `text`, or whose id begins with it; null where nothing is looked for. */
export function matchesOf(spans: readonly SpanOutline[], texts: readonly string[], text: string): Set<number> | null {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const found = new Set<number>();
  spans.forEach((span, i) => {
    const has = (word: string) =>
      texts[i]?.includes(word) || (word.length >= ID_LETTERS_MIN && span.spanId.startsWith(word));
    if (words.every(has)) found.add(i);
  });
  return found;
}

/** The nearest wanted span after `index` (`by` 1) or before it (−1), from the other end where there is none; null where none is wanted. */
export function nextOf(
  { order, place }: TraceOrder,
  index: number,
  by: 1 | -1,
  wanted: (index: number) => boolean,
): number | null {
  const from = place[index] ?? 0;
  for (let step = 1; step <= order.length; step++) {
    const at = order[(from + by * step + order.length * 2) % order.length];
    if (at !== undefined && wanted(at)) return at;
  }
  return null;
}

/** The toggled keys with which a span's row is visible: its ancestors opened, and the repeats that it and they are folded into. */
export function revealed(
  tree: TraceTree,
  repeats: ReadonlyMap<number, Repeat>,
  toggled: ReadonlySet<string>,
  index: number,
): ReadonlySet<string> {
  const next = new Set(toggled);
  for (let at = index; at !== -1; at = tree.parent[at] ?? -1) {
    if (at !== index) next.delete(tree.keys[at] ?? "");
    const repeat = repeats.get(at);
    if (repeat) next.add(repeatKey(tree, repeat));
  }
  return next;
}
