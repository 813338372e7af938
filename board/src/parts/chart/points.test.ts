import { expect, test } from "vitest";
import { joined, lonely } from "./points.ts";

test("two lines share their times, and neither is broken by the other's", () => {
  const points = joined(
    [
      { timeUnixMs: 0, p95Ms: 1, n: 1 },
      { timeUnixMs: 10, p95Ms: 2, n: 2 },
    ],
    [
      { timeUnixMs: 5, p95Ms: 3, n: 3 },
      { timeUnixMs: 10, p95Ms: 4, n: 4 },
    ],
  );
  expect(points.map((point) => [point.timeUnixMs, point.p95Ms, point.beforeMs])).toEqual([
    [0, 1, undefined],
    [5, undefined, 3],
    [10, 2, 4],
  ]);
});

test("a time without data breaks the line it belongs to", () => {
  const series = [0, 10, 40].map((timeUnixMs) => ({ timeUnixMs, p95Ms: 1, n: 1 }));
  expect(joined(series, []).map((point) => point.p95Ms)).toEqual([1, 1, null, 1]);
});

test("lonely is a value between breaks, whatever the other line has beside it", () => {
  expect(lonely([1, null, undefined, 2, undefined, null, 3, undefined, 4])).toEqual([0, 3]);
});
