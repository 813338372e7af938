import { expect, test } from "vitest";
import {
  bucketOf,
  bucketValue,
  histogramCount,
  mergeHistograms,
  quantile,
  quantileInterval,
  shareAbove,
  type Histogram,
} from "./histogram.ts";

function histogramOf(values: readonly number[]): Histogram {
  return mergeHistograms(values.map((value) => ({ buckets: [bucketOf(value)], counts: [1] })));
}

/** A deterministic sample that looks like latencies: exponential with a long tail. */
const latencies = Array.from({ length: 5_000 }, (_, i) => 1_000 * Math.exp(((i * 7_919) % 5_000) / 700));

test("a value comes back within one per cent, from a microsecond to a day", () => {
  for (let value = 10; value < 86_400e6; value *= 1.37) {
    expect(Math.abs(bucketValue(bucketOf(value)) / value - 1)).toBeLessThan(0.0101 + 1 / value);
  }
});

test("a quantile is within one per cent of the exact one", () => {
  const sorted = latencies.toSorted((a, b) => a - b);
  for (const q of [0.5, 0.95, 0.99]) {
    const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? 0;
    expect(Math.abs((quantile(histogramOf(latencies), q) ?? 0) / exact - 1)).toBeLessThan(0.0102);
  }
});

test("merging halves gives the quantiles of the whole, which averaging them would not", () => {
  const whole = histogramOf(latencies);
  const merged = mergeHistograms([histogramOf(latencies.slice(0, 100)), histogramOf(latencies.slice(100))]);
  expect(merged).toEqual(whole);
  expect(histogramCount(merged)).toBe(5_000);
});

test("the interval holds the true p95 about 95 times in 100", () => {
  let seed = 42;
  const random = (): number => ((seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32) + 0.5) / 2 ** 32;
  const trueP95 = -Math.log(0.05) * 100_000;
  let held = 0;
  for (let trial = 0; trial < 400; trial++) {
    const sample = Array.from({ length: 600 }, () => -Math.log(random()) * 100_000);
    const estimate = quantileInterval(histogramOf(sample), 0.95);
    if (estimate && estimate.low <= trueP95 * 1.01 && trueP95 * 0.99 <= estimate.high) held++;
  }
  expect(held / 400).toBeGreaterThan(0.92);
});

test("fewer real items than weight widen the interval", () => {
  const histogram = histogramOf(latencies);
  const all = quantileInterval(histogram, 0.95);
  const sampled = quantileInterval(histogram, 0.95, 100);
  expect((sampled?.high ?? 0) - (sampled?.low ?? 0)).toBeGreaterThan((all?.high ?? 0) - (all?.low ?? 0));
});

test("an empty histogram has no quantile rather than zero", () => {
  expect(quantile({ buckets: [], counts: [] }, 0.95)).toBeNull();
  expect(quantileInterval({ buckets: [], counts: [] }, 0.95)).toBeNull();
});

test("the share above a limit counts what is surely above it", () => {
  expect(shareAbove(histogramOf([100, 200, 300, 400]), 250)).toBe(0.5);
  expect(shareAbove(histogramOf([100, 200]), 200)).toBe(0);
});
