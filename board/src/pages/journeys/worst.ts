import type { StepHealth, StepState } from "@governor/contract";

const RANK: Record<StepState, number> = { over: 4, near: 3, within: 2, "not-enough-data": 1, "no-data": 0 };

/** The step to look at first: the worst state, then the largest part of its target used. */
export function worstStep(steps: readonly StepHealth[]): StepHealth | undefined {
  return steps.toSorted((a, b) => RANK[b.state] - RANK[a.state] || used(b) - used(a))[0];
}

/** A journey in a few words. What cannot be judged is never good. */
export function healthOf(all: readonly StepHealth[]): { text: string; tone: "bad" | "warn" | "good" | "mut" } {
  const steps = all.filter((step) => !isAwaited(step));
  const awaited = all.length - steps.length;
  const count = (state: StepState) => steps.filter((step) => step.state === state).length;
  const over = steps.filter((step) => step.state === "over" || budgetsOver(step).length > 0).length;
  if (over > 0) return { text: `${over} of ${steps.length} over`, tone: "bad" };
  const unjudged = count("not-enough-data") + count("no-data");
  if (unjudged === steps.length) return { text: "not enough data", tone: "mut" };
  if (count("near") > 0) return { text: "near its target", tone: "warn" };
  if (unjudged > 0) return { text: `${unjudged} of ${steps.length} not judged`, tone: "mut" };
  return awaited > 0 ? { text: `within, ${awaited} await data`, tone: "mut" } : { text: "within", tone: "good" };
}

/** Whether a step waits for browsers to report. */
export function isAwaited(step: StepHealth): boolean {
  return step.source === "browser" && step.state === "no-data";
}

/** What of a step is over its limit beside p95, in words. */
export function budgetsOver(step: StepHealth): string[] {
  return step.budgets.filter(({ state }) => state === "over").map(({ rule }) => BUDGETS[rule] ?? rule);
}

const BUDGETS: Record<string, string> = {
  "budget.error_rate": "too many errors",
  "budget.payload": "too large",
  "budget.cache_hit": "too few cache hits",
};

function used(step: StepHealth): number {
  return step.p95Ms === null ? 0 : step.p95Ms / step.targetMs;
}
