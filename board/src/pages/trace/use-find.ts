import type { SpanOutline, TraceTree } from "@governor/contract";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useUrl } from "../../data/url.ts";
import { matchesOf, textsOf } from "./find.ts";

/** As with the selected row: the address follows when the typing rests. */
const ADDRESS_AFTER_MS = 250;
const WARM_AFTER_MS = 600;

export interface FindState {
  text: string;
  /** Spans that match; null where nothing is looked for. */
  found: ReadonlySet<number> | null;
  type: (text: string) => void;
  next: (by: 1 | -1) => void;
}

/** What is looked for among the spans, and the way from one to the next. */
export function useFind(
  tree: TraceTree<SpanOutline>,
  seek: (by: 1 | -1, wanted: (index: number) => boolean) => void,
): FindState {
  const url = useUrl();
  const [text, type] = useState(url.search.q ?? "");
  const texts = useRef<string[] | null>(null);
  // Made before the first letter is typed, which would wait for it.
  useEffect(() => {
    const timer = setTimeout(() => (texts.current ??= textsOf(tree.spans)), WARM_AFTER_MS);
    return () => clearTimeout(timer);
  }, [tree]);
  const found = useMemo(
    () => (text.trim() === "" ? null : matchesOf(tree.spans, (texts.current ??= textsOf(tree.spans)), text)),
    [tree, text],
  );
  useEffect(() => {
    if (text === (url.search.q ?? "")) return undefined;
    const timer = setTimeout(() => url.set({ q: text || undefined }, "replace"), ADDRESS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return { text, found, type, next: (by) => found && seek(by, (index) => found.has(index)) };
}
