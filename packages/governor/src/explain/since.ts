/** Items of one slice of time, and how many of them are on the wrong side of the limit. */
export interface Slot {
  fromMs: number;
  n: number;
  hits: number;
}

/** How much better "it was good then" must explain the older slots: a thousand to one. */
const GOOD_AGAIN = Math.log(1_000);

/**
 * Start of a breach, to a slot: walk back from the newest slot for as long as the items speak for the breach.
 *
 * Each slot weighs how much likelier its hits are at a share like now's than at the share allowed (a log-likelihood
 * ratio, so busy slots say more than quiet ones and one lucky slot within a breach says little). The start is where the
 * sum is greatest; the walk ends when the slots before it say a thousand to one that the limit held.
 *
 * @param slots of one length, ascending; empty ones may be left out
 * @param allowed share of hits that the limit allows: 0.05 for a p95
 * @param now share of hits in the verdict's window
 * @returns epoch milliseconds; null where the slots never show the limit holding, so that the start is not in them
 */
export function breachStart(slots: readonly Slot[], allowed: number, now: number): number | null {
  if (now <= allowed || allowed <= 0) return null;
  // Four times the allowed share is bad enough: measured against all of a heavy breach, its milder beginning would look good.
  const share = Math.min(now, 4 * allowed, 0.99);
  const perHit = Math.log(share / allowed);
  const perGood = Math.log((1 - share) / (1 - allowed));
  let sum = 0;
  let best = 0;
  let startMs: number | null = null;
  for (const slot of slots.toReversed()) {
    sum += slot.hits * perHit + (slot.n - slot.hits) * perGood;
    if (sum > best) {
      best = sum;
      startMs = slot.fromMs;
    } else if (startMs !== null && best - sum > GOOD_AGAIN) {
      return startMs;
    }
  }
  return null;
}
