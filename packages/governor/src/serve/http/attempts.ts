import { LIMITS } from "@governor/contract";

/** Wrong keys by the address they came from. */
export interface Attempts {
  /** Counts one more; false where the address has used up its minute. */
  failed(address: string): boolean;
}

const WINDOW_MS = 60_000;
const ADDRESSES_MAX = 10_000;

/**
 * Counts failures only: behind a proxy many people share an address, and one wrong exporter must not lock the others
 * out, so a right key is always taken. 192 random bits are not guessed either way; this keeps a guesser from costing
 * anything, and tells who mistyped to stop.
 */
export function countAttempts(nowMs: () => number): Attempts {
  const byAddress = new Map<string, { count: number; sinceMs: number }>();
  return {
    failed(address) {
      const now = nowMs();
      const known = byAddress.get(address);
      const current = known && now - known.sinceMs < WINDOW_MS ? known : { count: 0, sinceMs: now };
      current.count++;
      // Set anew, so that the map's first entry is the one that was longest quiet.
      byAddress.delete(address);
      byAddress.set(address, current);
      if (byAddress.size > ADDRESSES_MAX) byAddress.delete(byAddress.keys().next().value ?? address);
      return current.count <= LIMITS.wrongKeysPerMinute;
    },
  };
}
