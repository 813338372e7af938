import type { BareVerdict } from "@governor/contract";
import type { JudgedStep } from "../../catalog/catalog.ts";
import { judgeBudget, type BudgetFacts } from "./judge.ts";
import { judgePayload, PAYLOAD_RULE } from "./payload.ts";
import type { Measured } from "./read.ts";
import { CACHE_RULE, ERROR_RULE, judgeCacheHits, judgeErrorRate } from "./share.ts";

/** Judges a step by each of its budgets: its p95, and what else its target names. */
export function judgeStep(facts: BudgetFacts & Measured): BareVerdict[] {
  const further = [judgeErrorRate(facts), judgePayload(facts), judgeCacheHits(facts)];
  return [judgeBudget(facts), ...further.filter((verdict) => verdict !== null)];
}

/** Whether the step's target still names what the rule judges; rules that are no further budget are always judged. */
export function hasBudget(step: JudgedStep, rule: string): boolean {
  if (rule === ERROR_RULE) return step.errorRateMax !== null;
  if (rule === PAYLOAD_RULE) return step.payloadMaxBytes !== null;
  return rule !== CACHE_RULE || step.cacheHitMin !== null;
}
