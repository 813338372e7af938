import type { Verdict } from "@governor/contract";

/** A breach worse by this share than when it was snoozed wakes its finding early … */
export const WAKES_AT_WORSENING = 0.25;

/**
 * How much worse a verdict is than the value at which its finding was snoozed, as a share of that value; null where it is
 * not **marked**: WAKES_AT_WORSENING at least, and with the whole interval beyond the old value, so that chance wakes nobody.
 */
export function markedWorsening(snoozedObserved: number | null, verdict: Verdict): number | null {
  const { outcome, observed, limit, interval } = verdict;
  if (outcome !== "breach" || observed === null || snoozedObserved === null || snoozedObserved === 0) return null;
  const isUpperLimit = observed > limit;
  const share = ((isUpperLimit ? 1 : -1) * (observed - snoozedObserved)) / Math.abs(snoozedObserved);
  if (share < WAKES_AT_WORSENING) return null;
  if (interval === null) return share;
  const isBeyond = isUpperLimit ? interval.low > snoozedObserved : interval.high < snoozedObserved;
  return isBeyond ? share : null;
}
