import type { BareVerdict } from "@governor/contract";
import { judgeBudget, type BudgetFacts } from "./judge.ts";
import { judgePayload } from "./payload.ts";
import type { Measured } from "./read.ts";
import { judgeCacheHits, judgeErrorRate } from "./share.ts";

/** Judges a step by each of its budgets: its p95, and what else its target names. */
export function judgeStep(facts: BudgetFacts & Measured): BareVerdict[] {
  const further = [judgeErrorRate(facts), judgePayload(facts), judgeCacheHits(facts)];
  return [judgeBudget(facts), ...further.filter((verdict) => verdict !== null)];
}
