interface Entry<Value> {
  value: Value;
  expiresMs: number;
}

export interface CacheOptions {
  entriesMax: number;
  ttlMs: number;
  /** The fault `cache-off`: every look-up misses. */
  isOff: () => boolean;
  nowMs?: () => number;
}

export interface Lookup<Value> {
  value: Value;
  isHit: boolean;
}

/** The most recently used values, each for a while. What is being loaded is loaded once for all that ask. */
export class ReadCache<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #loading = new Map<string, Promise<Value>>();
  readonly #options: CacheOptions;

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  async read(key: string, load: () => Promise<Value>): Promise<Lookup<Value>> {
    const { isOff, nowMs = Date.now } = this.#options;
    if (isOff()) return { value: await load(), isHit: false };
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    if (entry && entry.expiresMs > nowMs()) {
      // Set again, it is the newest: a Map keeps the order of insertion.
      this.#entries.set(key, entry);
      return { value: entry.value, isHit: true };
    }
    return { value: await this.#load(key, load), isHit: false };
  }

  #load(key: string, load: () => Promise<Value>): Promise<Value> {
    const loading = this.#loading.get(key) ?? this.#fill(key, load);
    this.#loading.set(key, loading);
    return loading;
  }

  async #fill(key: string, load: () => Promise<Value>): Promise<Value> {
    const { entriesMax, ttlMs, nowMs = Date.now } = this.#options;
    try {
      const value = await load();
      this.#entries.set(key, { value, expiresMs: nowMs() + ttlMs });
      const [oldest] = this.#entries.keys();
      if (this.#entries.size > entriesMax && oldest !== undefined) this.#entries.delete(oldest);
      return value;
    } finally {
      this.#loading.delete(key);
    }
  }
}
