/** What a table has, and what it was seen to take. */
export interface Growth {
  sizeBytes: number;
  bytesPerDay: number;
  /** Null where rows are kept for ever. */
  retentionDays: number | null;
}

export interface Forecast {
  bytesPerDay: number;
  /** What all tables will have come to once their oldest days are dropped as new ones come; null where one keeps for ever what grows. */
  steadyStateBytes: number | null;
  /** Whole days until the free bytes are used up at this rate; null where that is more than ten years away, or never. */
  daysUntilFull: number | null;
}

const DAYS_MAX = 3_650;

/** Pure: sizes at the rate that was seen, every table up to its own retention. */
export function forecast(tables: readonly Growth[], freeBytes: number): Forecast {
  const grown = (days: number): number => sum(tables.map((table) => sizeAfter(table, days) - table.sizeBytes));
  const endless = tables.some(({ bytesPerDay, retentionDays }) => retentionDays === null && bytesPerDay > 0);
  let daysUntilFull: number | null = null;
  for (let day = 1; day <= DAYS_MAX && daysUntilFull === null; day++) {
    if (grown(day) > freeBytes) daysUntilFull = day - 1;
  }
  return {
    bytesPerDay: sum(tables.map(({ bytesPerDay }) => bytesPerDay)),
    steadyStateBytes: endless ? null : sum(tables.map((table) => sizeAfter(table, DAYS_MAX))),
    daysUntilFull,
  };
}

/** Where more lies than a retention's worth at today's rate, busier days will leave; they are not counted on. */
function sizeAfter({ sizeBytes, bytesPerDay, retentionDays }: Growth, days: number): number {
  const later = sizeBytes + bytesPerDay * days;
  return retentionDays === null ? later : Math.max(sizeBytes, Math.min(later, bytesPerDay * retentionDays));
}

/** A day that is not whole says little: today, and the first one. */
const WHOLE_DAYS_MAX = 7;

/**
 * Bytes a day: the mean of the last whole days where a table keeps its days apart, else all it has over the time in
 * which it came. Null while there is less than an hour to tell from.
 */
export function seenBytesPerDay(
  table: { sizeBytes: number; retentionDays: number | null; days: readonly { day: string; sizeBytes: number }[] },
  firstMs: number | null,
  nowMs: number,
): number | null {
  if (firstMs === null) return null;
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const first = new Date(firstMs).toISOString().slice(0, 10);
  const whole = table.days.filter(({ day }) => day > first && day < today).slice(-WHOLE_DAYS_MAX);
  if (whole.length > 0) return sum(whole.map(({ sizeBytes }) => sizeBytes)) / whole.length;
  const observedMs = nowMs - firstMs;
  return observedMs < 3_600_000 ? null : table.sizeBytes / (observedMs / 86_400_000);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
