import { expect, test } from "vitest";
import { judgingProblem } from "./judged.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");

test.each([
  { what: "just done", lastMs: NOW_MS - 1_000, startedMs: 0, intervalMs: 10_000, isBehind: false },
  { what: "five intervals ago", lastMs: NOW_MS - 50_000, startedMs: 0, intervalMs: 10_000, isBehind: false },
  { what: "more than five intervals ago", lastMs: NOW_MS - 50_001, startedMs: 0, intervalMs: 10_000, isBehind: true },
  { what: "many short intervals ago", lastMs: NOW_MS - 30_000, startedMs: 0, intervalMs: 1_000, isBehind: false },
  { what: "half a minute ago and more", lastMs: NOW_MS - 30_001, startedMs: 0, intervalMs: 1_000, isBehind: true },
  { what: "never, just started", lastMs: null, startedMs: NOW_MS - 5_000, intervalMs: 1_000, isBehind: false },
  { what: "never", lastMs: null, startedMs: NOW_MS - 60_000, intervalMs: 1_000, isBehind: true },
])("judging that was done $what is behind: $isBehind", ({ lastMs: lastJudgedMs, startedMs, intervalMs, isBehind }) => {
  const problems = judgingProblem({ lastJudgedMs, startedMs, intervalMs, nowMs: NOW_MS });
  expect(problems).toHaveLength(isBehind ? 1 : 0);
});
