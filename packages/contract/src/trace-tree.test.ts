import { expect, test } from "vitest";
import { coveredNs, isSequential, treeOf, type TreeSpan } from "./trace-tree.ts";

test("children stand under their parent in the order they began", () => {
  const tree = treeOf([span("a", "", 0, 10), span("c", "a", 5, 1), span("b", "a", 2, 1)]);
  expect(tree.roots).toEqual([0]);
  expect(tree.children[0]).toEqual([2, 1]);
});

test("a span whose parent never arrived is a root", () => {
  expect(treeOf([span("a", "", 0, 10), span("b", "gone", 1, 2)]).roots).toEqual([0, 1]);
});

test("spans that name each other as parents are still shown, once each", () => {
  const tree = treeOf([span("a", "b", 0, 1), span("b", "c", 1, 1), span("c", "a", 2, 1), span("self", "self", 3, 1)]);
  const reached = new Set<number>();
  const waiting = [...tree.roots];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    expect(reached.has(next)).toBe(false);
    reached.add(next);
    waiting.push(...(tree.children[next] ?? []));
  }
  expect(reached.size).toBe(4);
});

test("two spans of one id do not lose their children", () => {
  const tree = treeOf([span("a", "", 0, 10), span("a", "", 1, 8), span("b", "a", 2, 1)]);
  expect(tree.roots).toEqual([0, 1]);
  expect(tree.children[0]).toEqual([2]);
  expect(tree.keys).toEqual(["a", "a~2", "b"]);
});

test("time that two spans share counts once", () => {
  expect(coveredNs([span("a", "", 0, 10), span("b", "", 5, 10), span("c", "", 6, 2), span("d", "", 100, 5)])).toBe(20);
});

test("sequential is only what never overlaps", () => {
  expect(isSequential([span("b", "", 10, 5), span("a", "", 0, 10)])).toBe(true);
  expect(isSequential([span("b", "", 9, 5), span("a", "", 0, 10)])).toBe(false);
});

function span(spanId: string, parentSpanId: string, startOffsetNs: number, durationNs: number): TreeSpan {
  return { spanId, parentSpanId, startOffsetNs, durationNs };
}
