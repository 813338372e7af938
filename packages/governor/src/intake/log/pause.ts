import { setTimeout as delay } from "node:timers/promises";

/** Resolves after `durationMs`, or at once when `signal` is aborted. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, { signal, ref: false }).catch(() => undefined);
}
