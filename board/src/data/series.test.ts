import { expect, test } from "vitest";
import { slotOf, withGaps } from "./series.ts";

const at = (timeUnixMs: number, p95Ms: number | null = 1) => ({ timeUnixMs, p95Ms, n: 1 });

test("slots that a server left out become a gap", () => {
  const series = withGaps([at(0), at(30), at(60), at(180), at(210)]);
  expect(series.map((point) => [point.timeUnixMs, point.p95Ms])).toEqual([
    [0, 1],
    [30, 1],
    [60, 1],
    [90, null],
    [180, 1],
    [210, 1],
  ]);
});

test("a complete series is left as it is", () => {
  const series = [at(0), at(30, null), at(60)];
  expect(withGaps(series)).toEqual(series);
});

test("the slot is the smallest distance, and nothing where there is none", () => {
  expect(slotOf([at(0), at(90), at(120)])).toBe(30);
  expect([slotOf([]), slotOf([at(5)])]).toEqual([0, 0]);
  expect(withGaps([at(5)])).toEqual([at(5)]);
});
