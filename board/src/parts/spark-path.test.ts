import { expect, test } from "vitest";
import { sparkPaths } from "./spark-path.ts";

const period = { fromMs: 0, toMs: 40 };
const at = (timeUnixMs: number, p95Ms: number | null) => ({ timeUnixMs, p95Ms, n: p95Ms === null ? 0 : 1 });

test("a gap breaks the line instead of bridging it", () => {
  const { lines, dots } = sparkPaths([at(0, 10), at(10, 10), at(20, null), at(30, 10)], period, 40, 20);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.split(" ")).toHaveLength(2);
  expect(dots).toHaveLength(1);
});

test("the scale starts at zero, so that half as slow is half as high", () => {
  const { y } = sparkPaths([at(0, 100)], period, 40, 20);
  const zero = y(0);
  expect((zero - y(50)) * 2).toBeCloseTo(zero - y(100), 0);
});

test("no data draws nothing and divides by nothing", () => {
  const { lines, dots, y } = sparkPaths([at(0, null)], period, 40, 20);
  expect({ lines, dots }).toEqual({ lines: [], dots: [] });
  expect(y(0)).toBe(18);
});
