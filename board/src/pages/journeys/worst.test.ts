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
