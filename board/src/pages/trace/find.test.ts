import { findRepeats, treeOf, type SpanOutline } from "@governor/contract";
import { expect, test } from "vitest";
import { N_PLUS_ONE_TRACE } from "../../../dev/story.ts";
import { traceOf } from "../../../dev/traces.ts";
import { matchesOf, nextOf, orderOf, revealed, textsOf } from "./find.ts";
import { repeatsByIndex, rowsOf } from "./rows.ts";

const spans: SpanOutline[] = traceOf(N_PLUS_ONE_TRACE, 0)?.spans ?? [];
const tree = treeOf(spans);
const order = orderOf(tree);
const repeats = repeatsByIndex(findRepeats(spans));

test("the order is the waterfall's with everything open", () => {
  const rows = rowsOf(tree, new Map(), { toggled: new Set(), fold: false, only: null });
  expect(order.order).toEqual(rows.map((row) => (row.kind === "span" ? row.index : -1)));
  expect(order.order.map((index) => order.place[index])).toEqual(spans.map((_span, i) => i));
});

test("every word has to be found, in any field and any case", () => {
  const texts = textsOf(spans);
  // 48 times the owner of one case, and the query of the cases, which names owner_id
  expect(matchesOf(spans, texts, "OWNER where postgres")?.size).toBe(49);
  expect(matchesOf(spans, texts, "owner audit")?.size).toBe(0);
  expect(matchesOf(spans, texts, spans[4]?.spanId ?? "")).toEqual(new Set([4]));
  expect(matchesOf(spans, texts, "  ")).toBeNull();
});

test("the next one is looked for downwards and again from the top, and there may be none", () => {
  const failed = spans.findIndex((span) => span.status === 2);
  const isFailed = (index: number) => spans[index]?.status === 2;
  expect(nextOf(order, order.order[0] ?? 0, 1, isFailed)).toBe(failed);
  expect(nextOf(order, failed, 1, isFailed)).toBe(failed);
  expect(nextOf(order, order.order[0] ?? 0, -1, () => true)).toBe(order.order.at(-1));
  expect(nextOf(order, 0, 1, () => false)).toBeNull();
});

test("a span inside a folded repeat below a closed span becomes visible", () => {
  const member = spans.findLastIndex((span) => span.name === "SELECT owner");
  const root = tree.keys[tree.roots[0] ?? 0] ?? "";
  const toggled = revealed(tree, repeats, new Set([root]), member);
  const rows = rowsOf(tree, repeats, { toggled, fold: true, only: null });
  expect(rows.some((row) => row.key === tree.keys[member])).toBe(true);
});
