import { bucketOf, fingerprintOf, mergeHistograms, type Histogram } from "@governor/contract";
import { expect, test } from "vitest";
import { stepsFrom } from "../testing/seed.ts";
import { judgeBudget, type BudgetFacts } from "./judge.ts";

const [step] = stepsFrom({
  version: 1,
  teams: { search: {} },
  services: { api: {} },
  journeys: {
    "case-search": {
      title: "Case search",
      owner: "search",
      steps: {
        search: {
          title: "Search",
          selector: { service: "api", method: "GET", route: "/search" },
          target: { p95: "600ms" },
        },
      },
    },
  },
});

/** `n` spans, the share `over` of them at 900 ms and the rest at 200 ms. */
function histogram(n: number, over: number): Histogram {
  const slow = Math.round(n * over);
  return mergeHistograms([
    { buckets: [bucketOf(200_000)], counts: [n - slow] },
    { buckets: [bucketOf(900_000)], counts: [slow] },
  ]);
}

function facts(n: number, over: number, more: Partial<BudgetFacts> = {}): BudgetFacts {
  const measured = { histogram: histogram(n, over), n, errors: 0 };
  return { step: step!, tags: {}, ...measured, windowFromMs: 0, windowToMs: 300_000, slowTraceIds: [], ...more };
}

test.each([
  { n: 0, over: 0, outcome: "not-enough-data", sure: 0 },
  { n: 299, over: 0.5, outcome: "not-enough-data", sure: 0 },
  { n: 300, over: 0.5, outcome: "breach", sure: 0.9999 },
  { n: 300, over: 0, outcome: "pass", sure: 0.9999 },
  { n: 1_000, over: 0.06, outcome: "breach", sure: 0.9 },
  { n: 1_000, over: 0.04, outcome: "pass", sure: 0.9 },
  { n: 20_000, over: 0.06, outcome: "breach", sure: 0.9999 },
] as const)("$n spans of which $over are over the target: $outcome", ({ n, over, outcome, sure }) => {
  const verdict = judgeBudget(facts(n, over));
  expect(verdict).toMatchObject({ outcome, n, minN: 300, limit: 600, unit: "ms" });
  expect(verdict.confidence).toBeGreaterThanOrEqual(sure);
});

test("a p95 near its target is judged by its estimate, with little confidence and the target in its interval", () => {
  const verdict = judgeBudget(facts(1_000, 0.051));
  expect(verdict.outcome).toBe("breach");
  expect(verdict.confidence).toBeGreaterThan(0.5);
  expect(verdict.confidence).toBeLessThan(0.65);
  expect(verdict.interval?.low).toBeLessThan(600);
  expect(verdict.interval?.high).toBeGreaterThan(600);
});

test("outcome and confidence never contradict each other, however near the target p95 is", () => {
  for (let targetMs = 890; targetMs <= 930; targetMs++) {
    const verdict = judgeBudget(facts(1_000, 0.2, { step: { ...step!, targetMs } }));
    expect(verdict.confidence).toBeGreaterThan(0.99);
  }
});

test("spans that stand for others weigh in the estimate, but only real spans count as n", () => {
  const weighed = judgeBudget(
    facts(100, 0.2, { histogram: { buckets: [bucketOf(200_000), bucketOf(900_000)], counts: [8_000, 2_000] } }),
  );
  expect(weighed).toMatchObject({ outcome: "not-enough-data", n: 100 });
});

test("the summary says what, how much, how sure and against which limit", () => {
  expect(judgeBudget(facts(1_000, 0.2)).summary).toMatch(
    /^Case search › Search: p95 \d{3} ms \(95 % interval \d{3} ms to \d{3} ms, n = 1,000\) is over its target of 600 ms\.$/,
  );
  expect(judgeBudget(facts(0, 0)).summary).toContain("no span was seen");
  expect(judgeBudget(facts(10, 0)).summary).toContain("fewer than 300 spans");
});

test("an example trace and failures are evidence", () => {
  expect(judgeBudget(facts(1_000, 0.2, { slowTraceIds: ["ab"], errors: 12 })).evidence).toEqual([
    { kind: "trace", traceId: "ab", note: "A trace at or above p95." },
    { kind: "note", note: "12 of 1,000 spans failed (1.2 %)." },
  ]);
});

test("the same step of another environment is another finding, of another release the same", () => {
  expect(print({ env: "prod" })).not.toBe(print({ env: "staging" }));
  expect(print({ release: "v1" })).toBe(print({ release: "v2" }));
});

function print(tags: BudgetFacts["tags"]): string {
  const { rule, subject } = judgeBudget(facts(1_000, 0, { tags }));
  return fingerprintOf(rule, subject);
}
