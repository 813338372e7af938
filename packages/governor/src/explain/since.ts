/** Items of one slice of time, and how many of them are on the wrong side of the limit. */
export interface Slot {
  fromMs: number;
  n: number;
  hits: number;
}

/** How much better "it was good then" must explain the slots between two runs: a thousand to one. */
const GOOD_AGAIN = Math.log(1_000);

/**
 * Start of a breach, to a slot: that of the run of slots which speaks most for it.
 *
 * Each slot weighs how much likelier its hits are at a share like now's than at the share allowed (a log-likelihood ratio,
 * so busy slots say more than quiet ones, and one lucky slot within a breach says little). Walking back from the newest slot,
 * a run goes on until the slots before it say a thousand to one that the limit held. Of the runs that reach into the verdict's
 * window the heaviest is the breach: it went away and came back, or is over while its slow items still count.
 *
 * @param slots of one length, ascending; empty ones may be left out
 * @param breach `allowed`: share of hits that the limit allows, 0.05 for a p95; `now`: their share in the verdict's window;
 *   `windowFromMs`: start of that window
 * @returns epoch milliseconds; null where the slots never show the limit holding, so that the start is not in them
 */
export function breachStart(
  slots: readonly Slot[],
  breach: { allowed: number; now: number; windowFromMs: number },
): number | null {
  const { allowed, now, windowFromMs } = breach;
  if (now <= allowed || allowed <= 0) return null;
  // Four times the allowed share is bad enough: measured against all of a heavy breach, its milder beginning would look good.
  const share = Math.min(now, 4 * allowed, 0.99);
  const perHit = Math.log(share / allowed);
  const perGood = Math.log((1 - share) / (1 - allowed));
  const runs = runsOf(slots, (slot) => slot.hits * perHit + (slot.n - slot.hits) * perGood);
  const current = runs.filter((run) => run.lastMs >= windowFromMs).toSorted((a, b) => b.weight - a.weight)[0];
  return current?.startMs ?? null;
}

/** Slots that speak for a breach, oldest at `startMs`; null where nothing shows the limit holding before. */
interface Run {
  startMs: number | null;
  lastMs: number;
  weight: number;
}

/** Newest first. */
function runsOf(slots: readonly Slot[], weigh: (slot: Slot) => number): Run[] {
  const runs: Run[] = [];
  let run: (Run & { sum: number }) | null = null;
  for (const slot of slots.toReversed()) {
    const weight = weigh(slot);
    if (run === null) {
      if (weight > 0) run = { startMs: slot.fromMs, lastMs: slot.fromMs, weight, sum: weight };
      continue;
    }
    run.sum += weight;
    if (run.sum > run.weight) {
      run.weight = run.sum;
      run.startMs = slot.fromMs;
    } else if (run.weight - run.sum > GOOD_AGAIN) {
      runs.push(run);
      run = null;
    }
  }
  // The slots end within this run, or before it was clear that it was good before.
  return run === null ? runs : [...runs, { ...run, startMs: null }];
}
