import { bucketOf, fingerprintOf } from "@governor/contract";
import { expect, test } from "vitest";
import { stepsFrom } from "../testing/seed.ts";
import { mergeCells, type Measured } from "./read.ts";
import { hasBudget, judgeStep } from "./step.ts";

const TARGET = { p95: "600ms", min_samples: 100, error_rate: "1%", payload: "200KB", cache_hit: "80%" };

function stepWith(target: object) {
  const [step] = stepsFrom({
    version: 1,
    services: { api: {} },
    journeys: { find: { title: "Find", steps: { search: { title: "Search", selector: SELECTOR, target } } } },
  });
  return step!;
}

const SELECTOR = { service: "api", route: "/search" };

/** A thousand healthy spans; 9 in 10 look-ups hit and bodies are 100 KB, give or take 20. */
function measured(more: Partial<Measured> = {}): Measured {
  return {
    ...mergeCells([]),
    n: 1_000,
    weight: 1_000,
    histogram: { buckets: [bucketOf(200_000)], counts: [1_000] },
    cache: { lookups: 1_000, weight: 1_000, hitWeight: 900 },
    sizes: sizes(1_000, 100_000),
    ...more,
  };
}

function sizes(n: number, meanBytes: number): Measured["sizes"] {
  const squareSum = n * (meanBytes ** 2 + 20_000 ** 2);
  return { n, weight: n, bytesSum: n * meanBytes, squareSum, histogram: { buckets: [], counts: [] } };
}

function judge(more: Partial<Measured> = {}, target: object = TARGET) {
  const facts = { step: stepWith(target), tags: {}, windowFromMs: 0, windowToMs: 300_000, slowTraceIds: [] };
  return Object.fromEntries(judgeStep({ ...facts, ...measured(more) }).map((verdict) => [verdict.rule, verdict]));
}

test("a step is judged by what its target names, and by nothing else", () => {
  expect(Object.keys(judge())).toEqual(["budget.p95", "budget.error_rate", "budget.payload", "budget.cache_hit"]);
  expect(Object.keys(judge({}, { p95: "600ms" }))).toEqual(["budget.p95"]);
});

test("a rule whose target was taken away is not judged any more", () => {
  const rules = ["budget.p95", "budget.error_rate", "budget.payload", "budget.cache_hit"];
  expect(rules.map((rule) => hasBudget(stepWith({ p95: "600ms" }), rule))).toEqual([true, false, false, false]);
  expect(rules.every((rule) => hasBudget(stepWith(TARGET), rule))).toBe(true);
});

test("each budget of a step is a finding of its own", () => {
  const prints = Object.values(judge()).map((verdict) => fingerprintOf(verdict.rule, verdict.subject));
  expect(new Set(prints).size).toBe(4);
});

test.each([
  ["healthy", {}, "pass", "pass", "pass"],
  ["5 % fail", { errors: 50, errorWeight: 50 }, "breach", "pass", "pass"],
  ["bodies four times as large", { sizes: sizes(1_000, 400_000) }, "pass", "breach", "pass"],
  ["the cache is off", { cache: { lookups: 1_000, weight: 1_000, hitWeight: 0 } }, "pass", "pass", "breach"],
  ["few sizes", { sizes: sizes(99, 400_000) }, "pass", "not-enough-data", "pass"],
  ["no look-ups", { cache: { lookups: 0, weight: 0, hitWeight: 0 } }, "pass", "pass", "not-enough-data"],
] as const)("%s: errors, payload and cache are judged each by its own items", (_, more, errors, payload, cache) => {
  const verdicts = judge(more);
  expect([
    verdicts["budget.error_rate"]?.outcome,
    verdicts["budget.payload"]?.outcome,
    verdicts["budget.cache_hit"]?.outcome,
  ]).toEqual([errors, payload, cache]);
});

test("a clear breach is sure, with its whole interval on the wrong side; one at the limit is not", () => {
  const clear = judge({ sizes: sizes(1_000, 400_000), cache: { lookups: 1_000, weight: 1_000, hitWeight: 500 } });
  expect(clear["budget.payload"]?.confidence).toBeGreaterThan(0.999);
  expect(clear["budget.payload"]?.interval?.low).toBeGreaterThan(200_000);
  expect(clear["budget.cache_hit"]?.confidence).toBeGreaterThan(0.999);
  expect(clear["budget.cache_hit"]?.interval?.high).toBeLessThan(0.8);
  const near = judge({ sizes: sizes(1_000, 200_100), cache: { lookups: 1_000, weight: 1_000, hitWeight: 798 } });
  for (const rule of ["budget.payload", "budget.cache_hit"]) {
    expect(near[rule]?.outcome).toBe("breach");
    expect(near[rule]?.confidence).toBeGreaterThan(0.49);
    expect(near[rule]?.confidence).toBeLessThan(0.65);
  }
});

test("weights count in the estimate; the interval rests on what is stored", () => {
  const few = judge({ cache: { lookups: 100, weight: 10_000, hitWeight: 7_000 } })["budget.cache_hit"];
  expect(few).toMatchObject({ observed: 0.7, n: 100, outcome: "breach" });
  expect(few?.interval?.high).toBeGreaterThan(0.77);
});

test("summaries say what, how much, how sure and against which limit", () => {
  const verdicts = judge({ errorWeight: 50, cache: { lookups: 10, weight: 10, hitWeight: 5 } });
  expect(verdicts["budget.error_rate"]?.summary).toBe(
    "Find › Search: error rate 5 % (95 % interval 3.8 % to 6.5 %, n = 1,000) is over its target of 1 %.",
  );
  expect(verdicts["budget.payload"]?.summary).toMatch(
    /^Find › Search: mean response 100 KB \(95 % interval 98\.8 KB to 101\.2 KB, n = 1,000\) is within its target of 200 KB\.$/,
  );
  expect(verdicts["budget.cache_hit"]?.summary).toContain("rests on fewer than 100 look-ups");
});
