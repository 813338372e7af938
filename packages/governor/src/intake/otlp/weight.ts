/** How many spans a kept one stands for. */
export interface Weight {
  weight: number;
  /** False where the tracestate declares no sampling threshold: the weight of 1 is then an assumption. */
  known: boolean;
}

const UNKNOWN: Weight = { weight: 1, known: false };
const RANGE = 1n << 56n;

/**
 * The weight from a W3C tracestate's `ot=th:<hex>` (OpenTelemetry consistent probability sampling): the threshold T is
 * `th` right-padded to 14 hex digits, and w = 2⁵⁶ / (2⁵⁶ − T). A threshold that cannot be read is no threshold.
 */
export function weightOf(traceState: string): Weight {
  if (traceState === "") return UNKNOWN;
  const threshold = thresholdOf(traceState);
  if (threshold === null) return UNKNOWN;
  const rejected = BigInt(`0x${threshold.padEnd(14, "0")}`);
  return { weight: Number(RANGE) / Number(RANGE - rejected), known: true };
}

function thresholdOf(traceState: string): string | null {
  for (const member of traceState.split(",")) {
    const entry = member.trim();
    if (!entry.startsWith("ot=")) continue;
    for (const pair of entry.slice(3).split(";")) {
      if (!pair.startsWith("th:")) continue;
      const digits = pair.slice(3);
      return /^[0-9a-f]{1,14}$/.test(digits) ? digits : null;
    }
    return null;
  }
  return null;
}
