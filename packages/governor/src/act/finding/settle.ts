import type { Verdict } from "@governor/contract";

/** Once a breach is this old its start is settled; half of the hour that explanations look back. */
export const SETTLED_MS = 1_800_000;

/**
 * The verdict to show of a finding that goes on. How and why a breach began is best seen while it is near; later the change
 * that did it slides out of the look-back, and a new look would forget it. So a settled finding keeps its start, suspects and
 * way back, and everything else is as the newest verdict says.
 */
export function settled(previous: Verdict, verdict: Verdict, nowMs: number): Verdict {
  const { sinceMs, suspects, rollback } = previous;
  const isSettled = sinceMs !== null && nowMs - sinceMs >= SETTLED_MS;
  return isSettled ? { ...verdict, sinceMs, suspects, rollback } : verdict;
}
