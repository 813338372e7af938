import type { StepHealth, StepState } from "@governor/contract";

const RANK: Record<StepState, number> = { over: 4, near: 3, within: 2, "not-enough-data": 1, "no-data": 0 };

/** The step to look at first: the worst state, then the largest part of its target used. */
export function worstStep(steps: readonly StepHealth[]): StepHealth | undefined {
  return steps.toSorted((a, b) => RANK[b.state] - RANK[a.state] || used(b) - used(a))[0];
}

/** A journey in three words. What cannot be judged is never good. */
export function healthOf(steps: readonly StepHealth[]): { text: string; tone: "bad" | "warn" | "good" | "mut" } {
  const count = (state: StepState) => steps.filter((step) => step.state === state).length;
  const over = count("over");
  if (over > 0) return { text: `${over} of ${steps.length} over`, tone: "bad" };
  const unjudged = count("not-enough-data") + count("no-data");
  if (unjudged === steps.length) return { text: "not enough data", tone: "mut" };
  if (count("near") > 0) return { text: "near its target", tone: "warn" };
  return unjudged > 0
    ? { text: `${unjudged} of ${steps.length} not judged`, tone: "mut" }
    : { text: "within", tone: "good" };
}

function used(step: StepHealth): number {
  return step.p95Ms === null ? 0 : step.p95Ms / step.targetMs;
}
