/** The value at rank `q` (0..1) of the values, by nearest rank: what a percentile is, with no histogram between. */
export function atRank(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1];
  if (value === undefined) throw new Error("no values");
  return value;
}
