import type { BareVerdict } from "@governor/contract";
import { subjectOf, type BudgetFacts } from "./judge.ts";
import type { Measured } from "./read.ts";

export const PAYLOAD_RULE = "budget.payload";

type Facts = BudgetFacts & Pick<Measured, "sizes">;

/**
 * Judges the mean size of response bodies against the target; null where it names none. The interval is that of a mean,
 * mean ± 1.96 standard errors, from the responses really stored; `confidence` is the normal probability that the true
 * mean is on the outcome's side.
 */
export function judgePayload(facts: Facts): BareVerdict | null {
  const { step, sizes } = facts;
  const limit = step.payloadMaxBytes;
  if (limit === null) return null;
  const mean = meanOf(sizes);
  const enough = mean !== null && sizes.n >= step.minSamples;
  const over = mean !== null && mean.bytes > limit;
  const interval =
    mean === null
      ? null
      : {
          low: Math.max(0, Math.round(mean.bytes - 1.96 * mean.errorBytes)),
          high: Math.round(mean.bytes + 1.96 * mean.errorBytes),
        };
  const name = `${step.journeyTitle} › ${step.title}`;
  const target = `its target of ${size(limit)}`;
  const measured =
    mean === null || interval === null
      ? null
      : `mean response ${size(mean.bytes)} (95 % interval ${size(interval.low)} to ${size(interval.high)}, n = ${count(sizes.n)})`;
  return {
    rule: PAYLOAD_RULE,
    outcome: !enough ? "not-enough-data" : over ? "breach" : "pass",
    subject: subjectOf(step, facts.tags),
    summary:
      measured === null
        ? `${name}: no span says how large its response was, so ${target} cannot be judged.`
        : enough
          ? `${name}: ${measured} is ${over ? "over" : "within"} ${target}.`
          : `${name}: ${measured} rests on fewer than ${count(step.minSamples)} responses, so ${target} cannot be judged.`,
    observed: mean === null ? null : Math.round(mean.bytes),
    limit,
    unit: "bytes",
    interval,
    confidence: enough && mean !== null ? confidenceOf(Math.abs(mean.bytes - limit), mean.errorBytes) : 0,
    n: sizes.n,
    minN: step.minSamples,
    windowFromMs: facts.windowFromMs,
    windowToMs: facts.windowToMs,
    evidence: [],
  };
}

/** The weighted mean and its standard error; null where no response told its size. */
function meanOf({ n, weight, bytesSum, squareSum }: Measured["sizes"]): { bytes: number; errorBytes: number } | null {
  if (n === 0 || weight === 0) return null;
  const bytes = bytesSum / weight;
  // Rounding may leave a little less than nothing where all sizes are the same.
  const variance = Math.max(0, squareSum / weight - bytes * bytes);
  return { bytes, errorBytes: Math.sqrt(variance / n) };
}

/** Normal probability of lying within `distance` above: exact where there is no spread. */
function confidenceOf(distance: number, error: number): number {
  if (error === 0) return 1;
  const z = distance / error;
  // Logistic approximation of the normal distribution: within 0.0002 of it (Bowling et al. 2009).
  return Math.round(10_000 / (1 + Math.exp(-(0.07056 * z ** 3 + 1.5976 * z)))) / 10_000;
}

function size(bytes: number): string {
  if (bytes >= 1_000_000) return `${Math.round(bytes / 10_000) / 100} MB`;
  return bytes >= 1_000 ? `${Math.round(bytes / 100) / 10} KB` : `${Math.round(bytes)} B`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
