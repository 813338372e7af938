import { expect, test } from "vitest";
import { Latencies } from "./latencies.ts";

test("quantiles are within one percent of the true ones", () => {
  const latencies = new Latencies();
  for (let ms = 1; ms <= 10_000; ms += 1) latencies.add(ms);
  for (const q of [0.5, 0.95, 0.99]) {
    expect(Math.abs((latencies.quantileMs(q) ?? 0) / (q * 10_000) - 1)).toBeLessThan(0.011);
  }
  expect(latencies.maxMs).toBe(10_000);
});

test("no latencies have no quantile", () => {
  expect(new Latencies().quantileMs(0.95)).toBeNull();
});
