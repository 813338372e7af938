import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";

/** A start later than this after its time is counted as late; below it is the timer's own noise. */
export const LATE_AFTER_MS = 20;

export interface Visit {
  /** When the user meant to begin, on the clock of `performance.now()`. */
  intendedMs: number;
  isLate: boolean;
}

export interface OpenModelOptions {
  ratePerSecond: number;
  /** At most so many visits at once; the next ones wait their turn and are late. */
  maxInFlight: number;
  /** A visit that waited so long is abandoned instead of started, so that a backlog ends with its cause. */
  abandonAfterMs: number;
  /** Numbers in [0, 1). */
  random: () => number;
  signal: AbortSignal;
  /** Runs a visit to its end; must not throw. */
  visit: (visit: Visit) => Promise<void>;
  abandoned: (visit: Visit) => void;
}

/**
 * Users arrive when they arrive (Poisson), however slow the answers are: the time of every start is fixed before the
 * answer to the one before it is known, and latency is measured from there. A driver that waits for answers sends
 * fewer requests exactly when the system is slow, and so hides it ("coordinated omission").
 * Resolves when the signal is aborted and all visits under way have ended.
 */
export async function runOpenModel(options: OpenModelOptions): Promise<void> {
  const { ratePerSecond, maxInFlight, random, signal } = options;
  const waiting: number[] = [];
  const inFlight = new Set<Promise<void>>();

  const startNext = (): void => {
    while (inFlight.size < maxInFlight && waiting.length > 0 && !signal.aborted) {
      const intendedMs = waiting.shift() ?? 0;
      const waitedMs = performance.now() - intendedMs;
      const visit = { intendedMs, isLate: waitedMs > LATE_AFTER_MS };
      if (waitedMs > options.abandonAfterMs) {
        options.abandoned(visit);
        continue;
      }
      const running = options.visit(visit).finally(() => {
        inFlight.delete(running);
        startNext();
      });
      inFlight.add(running);
    }
  };

  let nextMs = performance.now();
  while (!signal.aborted) {
    nextMs += (-Math.log(1 - random()) / ratePerSecond) * 1000;
    const waitMs = nextMs - performance.now();
    // A timer takes a millisecond at least: arrivals that are already due must not each wait for one.
    if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => {});
    else await turn();
    if (signal.aborted) break;
    waiting.push(nextMs);
    startNext();
  }
  await Promise.all(inFlight);
}
