/** Statistics of a share: how many of n. */

/**
 * Interval of a share (Wilson's score interval): stays inside 0..1 and is usable from a handful of items on,
 * where the textbook p ± z·√(p(1−p)/n) is not. `z` = 1.96 gives 95 %. Null where nothing was counted.
 */
export function shareInterval(hits: number, n: number, z = 1.96): { low: number; high: number } | null {
  if (n <= 0) return null;
  const share = hits / n;
  const spread = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  return { low: Math.max(0, centre - spread), high: Math.min(1, centre + spread) };
}

/**
 * Probability (0..1) that the true share is over `limit`, after `hits` of `n`: the tail of the Beta
 * distribution with Jeffreys' prior, which is calibrated even where hits is 0 or n. Without items it is the prior's.
 */
export function probabilityShareOver(hits: number, n: number, limit: number): number {
  return 1 - regularizedBeta(limit, hits + 0.5, Math.max(0, n - hits) + 0.5);
}

/** Cumulative Beta distribution, by its continued fraction (Abramowitz and Stegun 26.5.8). */
function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean only; the other is its mirror image.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x) - Math.log(a),
  );
  return Math.min(1, front * betaFraction(x, a, b));
}

const FRACTION_STEPS_MAX = 500;

/** Value of the continued fraction by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = nonZero(1 - ((a + b) * x) / (a + 1));
  denominator = 1 / denominator;
  let value = denominator;
  for (let m = 1; m <= FRACTION_STEPS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / nonZero(1 + even * denominator);
    numerator = nonZero(1 + even / numerator);
    value *= denominator * numerator;
    denominator = 1 / nonZero(1 + odd * denominator);
    numerator = nonZero(1 + odd / numerator);
    const change = denominator * numerator;
    value *= change;
    if (Math.abs(change - 1) < 1e-12) break;
  }
  return value;
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/** ln Γ(x) for x > 0 by Stirling's series; smaller arguments are raised first, where the series is exact to 1e-12. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  while (at < 12) {
    shift += Math.log(at);
    at += 1;
  }
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
