import { expect, test } from "vitest";
import { criticalPath } from "./critical-path.ts";
import { treeOf, type TreeSpan } from "./trace-tree.ts";

test("of two that ran at once, the one that ended last was waited for", () => {
  expect(pathOf([span("root", "", 0, 100), span("quick", "root", 10, 30), span("slow", "root", 10, 80)])).toEqual([
    "root",
    "slow",
  ]);
});

test("what ran one after the other was all waited for", () => {
  expect(
    pathOf([span("root", "", 0, 100), span("a", "root", 0, 40), span("b", "root", 40, 60), span("in b", "b", 50, 20)]),
  ).toEqual(["a", "b", "in b", "root"]);
});

test("a child that outlives its parent counts up to the parent's end", () => {
  expect(pathOf([span("root", "", 0, 100), span("async", "root", 90, 500), span("before", "root", 10, 80)])).toContain(
    "before",
  );
});

test("a chain deeper than the stack is followed", () => {
  const spans = Array.from({ length: 20_000 }, (_, i) =>
    span(String(i), i === 0 ? "" : String(i - 1), i, 40_000 - 2 * i),
  );
  expect(criticalPath(treeOf(spans)).size).toBe(20_000);
});

test("a child that lies wholly outside of its parent was not waited for", () => {
  expect(
    pathOf([
      span("root", "", 100, 100),
      span("early", "root", 0, 50),
      span("in", "root", 120, 10),
      span("late", "root", 250, 10),
    ]),
  ).toEqual(["in", "root"]);
});

test("of two spans of one id each is followed by itself", () => {
  const tree = treeOf([span("root", "", 0, 100), span("twin", "root", 0, 40), span("twin", "root", 50, 50)]);
  expect([...criticalPath(tree)].sort()).toEqual([0, 1, 2]);
});

test("an empty trace has no path", () => {
  expect(criticalPath(treeOf([])).size).toBe(0);
});

function pathOf(spans: TreeSpan[]): string[] {
  return [...criticalPath(treeOf(spans))].map((i) => spans[i]?.spanId ?? "").sort();
}

function span(spanId: string, parentSpanId: string, startOffsetNs: number, durationNs: number): TreeSpan {
  return { spanId, parentSpanId, startOffsetNs, durationNs };
}
