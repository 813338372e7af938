import type { Verdict } from "@governor/contract";

/** Once a breach is this old its start is settled; half of the hour that explanations look back. */
export const SETTLED_MS = 1_800_000;
/** A value that falls by this share from one evaluation to the next is a breach on its way out. */
export const FADING_SHARE = 0.1;

/**
 * The verdict to show of a finding that goes on: the newest numbers, and what explains them best.
 *
 * - How and why a breach began is seen while it is near; later the change that did it slides out of the look-back, and a new
 *   look would forget it. So a settled finding keeps its start, suspects and way back.
 * - While a breach fades, slow items of before are still in the window, but its newest example is already another case. So a
 *   fading finding keeps its evidence and remedy.
 */
export function settled(previous: Verdict, verdict: Verdict, nowMs: number): Verdict {
  const isSettled = previous.sinceMs !== null && nowMs - previous.sinceMs >= SETTLED_MS;
  const isFading =
    previous.observed !== null &&
    verdict.observed !== null &&
    verdict.observed < previous.observed * (1 - FADING_SHARE);
  const { sinceMs, suspects, rollback, evidence, remedy } = previous;
  return {
    ...verdict,
    ...(isSettled ? { sinceMs, suspects, rollback } : {}),
    ...(isFading ? { evidence, remedy } : {}),
  };
}
