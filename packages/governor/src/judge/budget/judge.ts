import {
  bucketOf,
  probabilityShareOver,
  quantileInterval,
  shareAbove,
  type BareVerdict,
  type Evidence,
  type Histogram,
  type Subject,
} from "@governor/contract";
import type { JudgedStep } from "../../catalog/catalog.ts";

export const BUDGET_RULE = "budget.p95";

/** A p95 over its target means that more than this share of the spans took longer. */
export const OVER_SHARE = 0.05;

/** What the spans of one step in one window show. */
export interface BudgetFacts {
  step: JudgedStep;
  /** Further tags the facts were narrowed to: env, release. */
  tags: Subject;
  /** Microseconds. */
  histogram: Histogram;
  /** Spans really stored. */
  n: number;
  errors: number;
  windowFromMs: number;
  windowToMs: number;
  /** Traces at or above p95, the best example first. */
  slowTraceIds: readonly string[];
}

/**
 * Judges a step's p95 against its target.
 *
 * - Under the step's minimum of spans: `not-enough-data`, whatever they show.
 * - p95 over the target: `breach`; else `pass`. The estimate decides, so that nobody has to guess which side of a
 *   target a number is on; how far to trust it is said beside it.
 * - `confidence` is the probability that the outcome is right: p95 is over the target exactly when more than
 *   5 % of all spans take longer, so it is P(share > 5 %) given the spans that did (Beta posterior, Jeffreys' prior).
 * - `interval` is distribution-free (order statistics). Whoever keeps findings opens one only when its lower end is
 *   over the target, which happens by chance in one window of forty when p95 sits exactly on it.
 */
export function judgeBudget(facts: BudgetFacts): BareVerdict {
  const { step, n } = facts;
  const estimate = quantileInterval(facts.histogram, 0.95, n);
  const enough = estimate !== null && n >= step.minSamples;
  const told = (durationUs: number): number => toldFrom(step.targetMs, durationUs);
  const observed = estimate === null ? null : told(estimate.value);
  const over = observed !== null && observed > step.targetMs;
  const verdict: BareVerdict = {
    rule: BUDGET_RULE,
    outcome: !enough ? "not-enough-data" : over ? "breach" : "pass",
    subject: subjectOf(step, facts.tags),
    summary: "",
    observed,
    limit: step.targetMs,
    unit: "ms",
    interval: estimate === null ? null : { low: told(estimate.low), high: told(estimate.high) },
    confidence: enough ? confidenceOf(facts, over) : 0,
    n,
    minN: step.minSamples,
    windowFromMs: facts.windowFromMs,
    windowToMs: facts.windowToMs,
    evidence: evidenceOf(facts),
  };
  return { ...verdict, summary: summaryOf(step, verdict) };
}

/** What a budget's verdict is about. The endpoint is part of it: a step that is measured elsewhere is another number. */
export function subjectOf(step: JudgedStep, tags: Subject = {}): Subject {
  return { service: step.service, journey: step.journey, step: step.step, endpoint: step.endpoint, ...tags };
}

function confidenceOf(facts: BudgetFacts, over: boolean): number {
  const hits = shareAbove(facts.histogram, facts.step.targetMs * 1000) * facts.n;
  const probability = probabilityShareOver(hits, facts.n, OVER_SHARE);
  return round(over ? probability : 1 - probability, 4);
}

function evidenceOf(facts: BudgetFacts): Evidence[] {
  const note = "A trace at or above p95.";
  const evidence: Evidence[] = facts.slowTraceIds.map((traceId) => ({ kind: "trace", traceId, note }));
  if (facts.errors > 0) {
    const share = round((100 * facts.errors) / facts.n, 1);
    evidence.push({ kind: "note", note: `${count(facts.errors)} of ${count(facts.n)} spans failed (${share} %).` });
  }
  return evidence;
}

function summaryOf(step: JudgedStep, verdict: BareVerdict): string {
  const what = `${step.journeyTitle} › ${step.title}`;
  const target = `its target of ${duration(step.targetMs)}`;
  const { observed, interval, n } = verdict;
  if (observed === null || interval === null) return `${what}: no span was seen, so ${target} cannot be judged.`;
  const measured = `p95 ${duration(observed)} (95 % interval ${duration(interval.low)} to ${duration(interval.high)}, n = ${count(n)})`;
  if (verdict.outcome === "not-enough-data") {
    return `${what}: ${measured} rests on fewer than ${count(verdict.minN)} spans, so ${target} cannot be judged.`;
  }
  return `${what}: ${measured} is ${verdict.outcome === "breach" ? "over" : "within"} ${target}.`;
}

/** Milliseconds of a histogram's value. One in the target's own bucket (1 %) cannot be told from the target, so it is the target. */
function toldFrom(targetMs: number, durationUs: number): number {
  return bucketOf(durationUs) === bucketOf(targetMs * 1000) ? targetMs : round(durationUs / 1000, 3);
}

function duration(durationMs: number): string {
  return durationMs >= 10 ? `${count(Math.round(durationMs))} ms` : `${round(durationMs, 2)} ms`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
