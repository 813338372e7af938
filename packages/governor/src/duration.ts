const UNIT_MS = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** How people write a duration, in the catalog and in settings: a number and its unit. */
export const DURATION_PATTERN: RegExp = /^(\d{1,9}(?:\.\d{1,6})?) ?(us|ms|s|m|h|d)$/;

/** `600ms`, `1.2s`, `5m` in milliseconds; null where the text is not a duration. */
export function parseDurationMs(text: string): number | null {
  const match = DURATION_PATTERN.exec(text);
  if (!match) return null;
  const unit = match[2] as keyof typeof UNIT_MS;
  // Decimal fractions of a unit are not exact in binary: a microsecond is finer than any clock of a span's budget.
  return Math.round(Number(match[1]) * UNIT_MS[unit] * 1000) / 1000;
}

/** The shortest exact way to write milliseconds: 600 → `600ms`, 1200 → `1.2s`, 300000 → `5m`. */
export function formatDurationMs(durationMs: number): string {
  if (durationMs > 0 && durationMs % UNIT_MS.m === 0) {
    if (durationMs % UNIT_MS.d === 0) return `${durationMs / UNIT_MS.d}d`;
    if (durationMs % UNIT_MS.h === 0) return `${durationMs / UNIT_MS.h}h`;
    return `${durationMs / UNIT_MS.m}m`;
  }
  if (durationMs >= 1000 && durationMs % 100 === 0) return `${durationMs / 1000}s`;
  return durationMs < 1 ? `${durationMs * 1000}us` : `${durationMs}ms`;
}
