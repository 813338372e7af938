/** Relative width of a bucket: quantiles are within 1 %. */
const GAMMA = 1.02;
const LOG_GAMMA = Math.log(GAMMA);

/** Latencies in logarithmic buckets: constant memory however long the run is, and mergeable. */
export class Latencies {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #maxMs = 0;

  add(latencyMs: number): void {
    const bucket = Math.ceil(Math.log(Math.max(latencyMs, 0) * 1000 + 1) / LOG_GAMMA);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#count += 1;
    this.#maxMs = Math.max(this.#maxMs, latencyMs);
  }

  get count(): number {
    return this.#count;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  /** In milliseconds; null when nothing was recorded. `q` is 0..1. */
  quantileMs(q: number): number | null {
    if (this.#count === 0) return null;
    let rest = Math.max(1, Math.ceil(q * this.#count));
    for (const [bucket, count] of [...this.#counts].toSorted(([a], [b]) => a - b)) {
      rest -= count;
      if (rest <= 0) return Math.min((Math.exp((bucket - 0.5) * LOG_GAMMA) - 1) / 1000, this.#maxMs);
    }
    return this.#maxMs;
  }
}
