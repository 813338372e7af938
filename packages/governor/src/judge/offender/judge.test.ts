import { expect, test } from "vitest";
import { judgeErrors } from "./judge.ts";
import type { EndpointCell } from "./read.ts";

function cell(n: number, errorN: number, more: Partial<EndpointCell> = {}): EndpointCell {
  return {
    service: "api",
    env: "prod",
    kind: 2,
    endpoint: "GET /search",
    slotFromMs: 0,
    method: "GET",
    route: "/search",
    n,
    errorN,
    calls: n,
    errors: errorN,
    timeMs: 0,
    release: "v1",
    histogram: { buckets: [], counts: [] },
    newest: [],
    errorTraceId: errorN > 0 ? "ee" : null,
    ...more,
  };
}

const judged = (subject: EndpointCell) => judgeErrors({ cell: subject, windowFromMs: 0, windowToMs: 300_000 });

test.each([
  { n: 99, errors: 99, outcome: "not-enough-data", over: true },
  { n: 100, errors: 0, outcome: "pass", over: false },
  { n: 100, errors: 5, outcome: "pass", over: false },
  { n: 100, errors: 6, outcome: "breach", over: false },
  { n: 100, errors: 12, outcome: "breach", over: true },
  { n: 10_000, errors: 560, outcome: "breach", over: true },
] as const)("$errors errors of $n calls: $outcome, interval over the limit: $over", ({ n, errors, outcome, over }) => {
  const verdict = judged(cell(n, errors));
  expect(verdict).toMatchObject({ outcome, n, minN: 100, limit: 0.05, unit: "ratio" });
  expect(verdict.interval!.low > 0.05).toBe(over);
});

test("the limit, the interval and n are in the sentence, and the newest failure is the example", () => {
  const verdict = judged(cell(1_000, 120));
  expect(verdict.summary).toBe(
    "api GET /search: 12 % of the calls failed (95 % interval 10.1 % to 14.2 %, n = 1,000), over the limit of 5 %.",
  );
  expect(verdict.evidence).toEqual([{ kind: "trace", traceId: "ee", note: "The newest trace that failed." }]);
  expect(verdict.confidence).toBeGreaterThan(0.999);
});

test("sampled calls weigh in the rate; certainty comes from the spans that are stored", () => {
  // Errors are kept whole, the rest at a tenth: 20 errors and 980 calls in 98 spans.
  const verdict = judged(cell(118, 20, { calls: 1_000, errors: 20 }));
  expect(verdict).toMatchObject({ outcome: "pass", observed: 0.02 });
});
