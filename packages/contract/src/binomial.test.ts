import { expect, test } from "vitest";
import { probabilityShareOver, shareInterval } from "./binomial.ts";

test.each([
  // Reference values: Wilson's interval without continuity correction (Newcombe 1998, table I).
  { hits: 81, n: 263, low: 0.2553, high: 0.3662 },
  { hits: 15, n: 148, low: 0.0624, high: 0.1605 },
  { hits: 0, n: 20, low: 0, high: 0.1611 },
  { hits: 1, n: 29, low: 0.0061, high: 0.1718 },
])("the 95 % interval of $hits of $n is $low to $high", ({ hits, n, low, high }) => {
  const interval = shareInterval(hits, n);
  expect(interval?.low).toBeCloseTo(low, 4);
  expect(interval?.high).toBeCloseTo(high, 4);
});

test("nothing counted has no interval", () => {
  expect(shareInterval(0, 0)).toBeNull();
});

test("as many over the limit as allowed is a coin toss, and certainty grows with n", () => {
  expect(probabilityShareOver(5, 100, 0.05)).toBeCloseTo(0.5, 1);
  expect(probabilityShareOver(500, 10_000, 0.05)).toBeCloseTo(0.5, 1);
  expect(probabilityShareOver(8, 100, 0.05)).toBeGreaterThan(0.85);
  expect(probabilityShareOver(80, 1_000, 0.05)).toBeGreaterThan(0.999);
  expect(probabilityShareOver(20, 1_000, 0.05)).toBeLessThan(0.001);
});

test("the probability falls from 1 to 0 as the limit rises and agrees with a numeric integral", () => {
  for (const [hits, n] of [
    [0, 300],
    [3, 40],
    [19, 250],
    [300, 300],
  ] as const) {
    for (const limit of [0.01, 0.05, 0.2, 0.9]) {
      expect(probabilityShareOver(hits, n, limit)).toBeCloseTo(integral(hits, n, limit), 3);
    }
  }
});

/** Posterior mass over the limit by the midpoint rule; x = sin²t takes the prior's poles away. */
function integral(hits: number, n: number, limit: number): number {
  const steps = 200_000;
  let over = 0;
  let all = 0;
  for (let i = 0; i < steps; i++) {
    const t = ((i + 0.5) / steps) * (Math.PI / 2);
    const x = Math.sin(t) ** 2;
    const mass = Math.exp(hits * Math.log(x) + (n - hits) * Math.log(1 - x));
    all += mass;
    if (x > limit) over += mass;
  }
  return over / all;
}
