import { expect, test } from "vitest";
import type { Verdict } from "@governor/contract";
import { markedWorsening } from "./snooze.ts";

function verdict(observed: number, interval: Verdict["interval"], limit = 600): Verdict {
  return {
    rule: "budget.p95",
    outcome: "breach",
    subject: {},
    summary: "",
    observed,
    limit,
    unit: "ms",
    interval,
    confidence: 1,
    n: 500,
    minN: 50,
    windowFromMs: 0,
    windowToMs: 1,
    evidence: [],
    owner: null,
    sinceMs: null,
    suspects: [],
    rollback: null,
    remedy: "",
  };
}

test.each([
  { what: "a quarter more", snoozed: 800, found: verdict(1_000, { low: 900, high: 1_100 }), worse: 0.25 },
  { what: "less than a quarter", snoozed: 800, found: verdict(999, { low: 900, high: 1_100 }), worse: null },
  { what: "what may be chance", snoozed: 800, found: verdict(1_200, { low: 790, high: 1_600 }), worse: null },
  { what: "an exact value", snoozed: 800, found: verdict(1_600, null), worse: 1 },
  { what: "less, where less is worse", snoozed: 40, found: verdict(20, { low: 10, high: 30 }, 60), worse: 0.5 },
  { what: "more, where less is worse", snoozed: 40, found: verdict(55, null, 60), worse: null },
  { what: "a value after none", snoozed: null, found: verdict(1_000, null), worse: null },
  { what: "a pass", snoozed: 100, found: { ...verdict(500, null), outcome: "pass" as const }, worse: null },
])("$what is a marked worsening: $worse", ({ snoozed, found, worse }) => {
  expect(markedWorsening(snoozed, found)).toBe(worse);
});
