import { probabilityShareOver, shareInterval, type BareVerdict } from "@governor/contract";
import { subjectOf, type BudgetFacts } from "./judge.ts";
import type { Measured } from "./read.ts";

export const ERROR_RULE = "budget.error_rate";
export const CACHE_RULE = "budget.cache_hit";

type Facts = BudgetFacts & Pick<Measured, "weight" | "errorWeight" | "cache">;

/** Judges the share of spans that fail against the most that the target allows; null where it names none. */
export function judgeErrorRate(facts: Facts): BareVerdict | null {
  const limit = facts.step.errorRateMax;
  if (limit === null) return null;
  const share = facts.weight === 0 ? null : facts.errorWeight / facts.weight;
  return judgeShare(facts, {
    rule: ERROR_RULE,
    what: "error rate",
    of: "spans",
    share,
    n: facts.n,
    limit,
    worse: "over",
  });
}

/** Judges the share of look-ups that hit against the least that the target asks for; null where it names none. */
export function judgeCacheHits(facts: Facts): BareVerdict | null {
  const limit = facts.step.cacheHitMin;
  if (limit === null) return null;
  const { lookups: n, weight, hitWeight } = facts.cache;
  const share = weight === 0 ? null : hitWeight / weight;
  return judgeShare(facts, { rule: CACHE_RULE, what: "cache hits", of: "look-ups", share, n, limit, worse: "under" });
}

interface Share {
  rule: string;
  what: string;
  /** What is counted, for the sentence. */
  of: string;
  /** Weighted; null where nothing was counted. */
  share: number | null;
  /** Items really stored: what the interval rests on. */
  n: number;
  limit: number;
  worse: "over" | "under";
}

/**
 * A share against its limit. The interval is Wilson's; `confidence` is the probability that the outcome is right,
 * P(share > limit) given the items that were counted (Beta posterior, Jeffreys' prior).
 */
function judgeShare(facts: BudgetFacts, { rule, what, of, share, n, limit, worse }: Share): BareVerdict {
  const { step } = facts;
  const enough = share !== null && n >= step.minSamples;
  const breach = share !== null && (worse === "over" ? share > limit : share < limit);
  const hits = (share ?? 0) * n;
  const over = enough ? probabilityShareOver(hits, n, limit) : 0;
  const sure = breach === (worse === "over") ? over : 1 - over;
  const interval = share === null ? null : shareInterval(hits, n);
  const name = `${step.journeyTitle} › ${step.title}`;
  const target = `its target of ${percent(limit)}`;
  const measured =
    share === null || interval === null
      ? null
      : `${what} ${percent(share)} (95 % interval ${percent(interval.low)} to ${percent(interval.high)}, n = ${count(n)})`;
  return {
    rule,
    outcome: !enough ? "not-enough-data" : breach ? "breach" : "pass",
    subject: subjectOf(step, facts.tags),
    summary:
      measured === null
        ? `${name}: no span says so, hence ${what} against ${target} cannot be judged.`
        : enough
          ? `${name}: ${measured} is ${breach ? worse : "within"} ${target}.`
          : `${name}: ${measured} rests on fewer than ${count(step.minSamples)} ${of}, so ${target} cannot be judged.`,
    observed: share,
    limit,
    unit: "ratio",
    interval,
    confidence: enough ? Math.round(sure * 10_000) / 10_000 : 0,
    n,
    minN: step.minSamples,
    windowFromMs: facts.windowFromMs,
    windowToMs: facts.windowToMs,
    evidence: [],
  };
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
