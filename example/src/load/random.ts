/** Numbers in [0, 1) that are the same for the same seed (mulberry32), so that a run can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of the items, each as likely as its weight says. */
export function weighted<T>(items: readonly { item: T; weight: number }[], random: () => number): T {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random() * total;
  for (const { item, weight } of items) {
    rest -= weight;
    if (rest < 0) return item;
  }
  const last = items.at(-1);
  if (!last) throw new RangeError("There is nothing to choose from.");
  return last.item;
}

export function oneOf<T>(items: readonly T[], random: () => number): T {
  return weighted(
    items.map((item) => ({ item, weight: 1 })),
    random,
  );
}
