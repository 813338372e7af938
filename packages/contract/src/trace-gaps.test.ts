import { expect, test } from "vitest";
import { gapsOf } from "./trace-gaps.ts";
import { treeOf, type TreeSpan } from "./trace-tree.ts";

test("a gap is where only spans with others below them ran", () => {
  expect(
    gaps([span("root", "", 0, 100), span("a", "root", 10, 20), span("b", "root", 25, 25), span("c", "b", 30, 10)]),
  ).toEqual([
    { fromNs: 0, toNs: 10 },
    // b ran on until 50, and says nothing of what it did after c
    { fromNs: 40, toNs: 100 },
  ]);
});

test("a stretch of less than a hundredth is not told", () => {
  expect(gaps([span("root", "", 0, 1_000), span("a", "root", 0, 495), span("b", "root", 504, 496)])).toEqual([]);
});

test("a trace of one span, of none, or of spans without length has no gaps", () => {
  expect(gaps([span("root", "", 0, 100)])).toEqual([]);
  expect(gaps([])).toEqual([]);
  expect(gaps([span("root", "", 0, 0), span("a", "root", 0, 0)])).toEqual([]);
});

test("children before, after and beyond their parent make no gap of negative length", () => {
  const found = gaps([span("root", "", 50, 50), span("before", "root", 0, 20), span("beyond", "root", 90, 60)]);
  expect(found).toEqual([{ fromNs: 20, toNs: 90 }]);
});

function gaps(spans: TreeSpan[]) {
  return gapsOf(treeOf(spans));
}

function span(spanId: string, parentSpanId: string, startOffsetNs: number, durationNs: number): TreeSpan {
  return { spanId, parentSpanId, startOffsetNs, durationNs };
}
