import { probabilityShareOver, shareInterval, type BareVerdict, type Evidence } from "@governor/contract";
import type { EndpointCell } from "./read.ts";

export const ERRORS_RULE = "offender.errors";

/** Needs no catalog: an endpoint that fails more often than this is worth somebody's time in any system. */
export const ERROR_RATE_LIMIT = 0.05;
export const ERROR_MIN_N = 100;
export const ERROR_WINDOW_MS = 300_000;

export interface ErrorFacts {
  cell: EndpointCell;
  windowFromMs: number;
  windowToMs: number;
}

/**
 * Judges an endpoint's error rate against 5 %: a `breach` over it, `not-enough-data` under 100 calls. `interval` is
 * Wilson's, and as with budgets a finding opens only when its lower end is over the limit. `confidence` is the
 * probability that the true rate is on the side the outcome says.
 */
export function judgeErrors({ cell, windowFromMs, windowToMs }: ErrorFacts): BareVerdict {
  // The rate is the weighted one; the certainty comes from how many spans it really rests on.
  const rate = cell.calls > 0 ? cell.errors / cell.calls : null;
  const enough = rate !== null && cell.n >= ERROR_MIN_N;
  const over = rate !== null && rate > ERROR_RATE_LIMIT;
  const hits = (rate ?? 0) * cell.n;
  const probability = probabilityShareOver(hits, cell.n, ERROR_RATE_LIMIT);
  const interval = shareInterval(hits, cell.n);
  const outcome = !enough ? "not-enough-data" : over ? "breach" : "pass";
  return {
    rule: ERRORS_RULE,
    outcome,
    subject: { service: cell.service, endpoint: cell.endpoint, ...(cell.env === "" ? {} : { env: cell.env }) },
    summary: summaryOf(cell, rate ?? 0, interval, outcome),
    observed: rate,
    limit: ERROR_RATE_LIMIT,
    unit: "ratio",
    interval,
    confidence: enough ? Math.round((over ? probability : 1 - probability) * 1e4) / 1e4 : 0,
    n: cell.n,
    minN: ERROR_MIN_N,
    windowFromMs,
    windowToMs,
    evidence: evidenceOf(cell),
  };
}

function evidenceOf(cell: EndpointCell): Evidence[] {
  return cell.errorTraceId === null
    ? []
    : [{ kind: "trace", traceId: cell.errorTraceId, note: "The newest trace that failed." }];
}

function summaryOf(
  cell: EndpointCell,
  rate: number,
  interval: { low: number; high: number } | null,
  outcome: BareVerdict["outcome"],
): string {
  const n = cell.n.toLocaleString("en-US");
  const range =
    interval === null ? "" : ` (95 % interval ${percent(interval.low)} to ${percent(interval.high)}, n = ${n})`;
  const measured = `${cell.service} ${cell.endpoint}: ${percent(rate)} of the calls failed${range}`;
  const limit = `the limit of ${percent(ERROR_RATE_LIMIT)}`;
  if (outcome === "not-enough-data")
    return `${measured}; fewer than ${ERROR_MIN_N} calls cannot be judged against ${limit}.`;
  return `${measured}, ${outcome === "breach" ? "over" : "within"} ${limit}.`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
