/**
 * Log-bucket histograms: the one form in which Governor keeps and merges durations.
 * A value v ≥ 0 falls into bucket ceil(log(v + 1) / log(GAMMA)); with GAMMA = 1.0202 any quantile is
 * within 1 % of the true one, and two histograms merge by adding counts, which an average of
 * percentiles never does. Measured against t-digest and BFloat16 sketches in docs/benchmarks.md.
 */
export const GAMMA: number = 1.0202;

const LOG_GAMMA = Math.log(GAMMA);

/** Sparse counts by bucket index. Counts may be fractional: a sampled item counts its weight. */
export interface Histogram {
  buckets: readonly number[];
  counts: readonly number[];
}

/** The bucket of a value; the SQL twin is `toInt16(ceil(log(v + 1) / log(1.0202)))`. */
export function bucketOf(value: number): number {
  return Math.ceil(Math.log(value + 1) / LOG_GAMMA);
}

/** The middle of a bucket (harmonic with its bounds, so that the relative error is the same on both sides). */
export function bucketValue(bucket: number): number {
  if (bucket <= 0) return 0;
  return (2 * Math.exp(bucket * LOG_GAMMA)) / (1 + GAMMA) - 1;
}

/** Total weight of a histogram. */
export function histogramCount(histogram: Histogram): number {
  return histogram.counts.reduce((sum, count) => sum + count, 0);
}

/** Add histograms up. */
export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const byBucket = new Map<number, number>();
  for (const histogram of histograms) {
    histogram.buckets.forEach((bucket, i) => {
      byBucket.set(bucket, (byBucket.get(bucket) ?? 0) + (histogram.counts[i] ?? 0));
    });
  }
  const buckets = [...byBucket.keys()].sort((a, b) => a - b);
  return { buckets, counts: buckets.map((bucket) => byBucket.get(bucket) ?? 0) };
}

/** Value at rank `q` (0..1) in the unit that was recorded, or null when the histogram is empty. Buckets must be ascending. */
export function quantile(histogram: Histogram, q: number): number | null {
  const total = histogramCount(histogram);
  if (total <= 0) return null;
  return valueAtRank(histogram, Math.min(Math.max(q, 0), 1) * total);
}

export interface QuantileEstimate {
  value: number;
  low: number;
  high: number;
  /** How many items it rests on. */
  n: number;
}

/**
 * A quantile with its distribution-free confidence interval: the order statistics at ranks
 * n·q ± z·√(n·q·(1−q)) (binomial). `z` = 1.96 gives 95 %. `n` is the number of real items where
 * the counts are weights, so that sampling widens the interval instead of narrowing it.
 */
export function quantileInterval(
  histogram: Histogram,
  q: number,
  n: number = histogramCount(histogram),
  z = 1.96,
): QuantileEstimate | null {
  const value = quantile(histogram, q);
  if (value === null || n <= 0) return null;
  const spread = z * Math.sqrt((q * (1 - q)) / n);
  const low = quantile(histogram, q - spread) ?? value;
  const high = quantile(histogram, q + spread) ?? value;
  return { value, low, high, n };
}

/** Share (0..1) of the items whose value lies above `limit`; the bucket that holds the limit counts as within. */
export function shareAbove(histogram: Histogram, limit: number): number {
  const total = histogramCount(histogram);
  if (total <= 0) return 0;
  const edge = bucketOf(limit);
  const above = histogram.counts.reduce((sum, count, i) => sum + ((histogram.buckets[i] ?? 0) > edge ? count : 0), 0);
  return above / total;
}

function valueAtRank(histogram: Histogram, rank: number): number {
  let seen = 0;
  for (let i = 0; i < histogram.buckets.length; i++) {
    seen += histogram.counts[i] ?? 0;
    if (seen >= rank && seen > 0) return bucketValue(histogram.buckets[i] ?? 0);
  }
  return bucketValue(histogram.buckets.at(-1) ?? 0);
}
