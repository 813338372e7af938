import type { StepHealth, StepState } from "@governor/contract";
import { expect, test } from "vitest";
import { healthOf, worstStep } from "./worst.ts";

test("the worst step is the one that is over its target by most", () => {
  const steps = [step("within", 400, 500), step("over", 700, 600), step("over", 900, 600), step("no-data", null, 100)];
  expect(worstStep(steps)?.p95Ms).toBe(900);
});

test("a journey that cannot be judged is never good", () => {
  expect(healthOf([step("not-enough-data", 10, 500), step("no-data", null, 500)])).toEqual({
    text: "not enough data",
    tone: "mut",
  });
  expect(healthOf([step("within", 10, 500), step("no-data", null, 500)]).tone).toBe("mut");
  expect(healthOf([step("within", 10, 500)])).toEqual({ text: "within", tone: "good" });
});

test("one step over makes the journey bad, whatever the others are", () => {
  expect(healthOf([step("within", 10, 500), step("over", 700, 600)])).toEqual({ text: "1 of 2 over", tone: "bad" });
});

test("what waits for browsers neither makes a journey good nor counts against it", () => {
  const awaited: StepHealth = { ...step("no-data", null, 300), source: "browser" };
  expect(healthOf([step("within", 10, 500), awaited, awaited])).toEqual({ text: "within, 2 await data", tone: "mut" });
  expect(healthOf([step("over", 700, 600), awaited]).text).toBe("1 of 1 over");
});

test("a budget beside p95 that is over makes the journey bad", () => {
  const budget = {
    rule: "budget.cache_hit",
    limit: 0.8,
    unit: "ratio",
    observed: 0.1,
    low: 0,
    high: 0.2,
    n: 100,
  } as const;
  const cold: StepHealth = { ...step("within", 10, 500), budgets: [{ ...budget, state: "over" }] };
  expect(healthOf([cold])).toEqual({ text: "1 of 1 over", tone: "bad" });
});

function step(state: StepState, p95Ms: number | null, targetMs: number): StepHealth {
  return {
    step: state,
    title: state,
    service: "",
    endpoint: "",
    targetMs,
    p95Ms,
    lowMs: null,
    highMs: null,
    n: 0,
    minN: 0,
    errorRate: null,
    state,
    source: "spans",
    reason: "",
    change: null,
    sampleRate: null,
    sampleKnown: null,
    cacheHitRate: null,
    cacheLookups: 0,
    responseBytesMean: null,
    responseBytesP95: null,
    responses: 0,
    budgets: [],
    tenants: [],
    exemplarTraceId: null,
    series: [],
  };
}
