/** Limits of the embedded facts engine's front. The program's own client is its only client, so they guard against bugs, not people. */
export interface EngineLimits {
  /** Queries running at once; more wait. Each takes a thread of the pool and up to all cores. */
  readsRunning: number;
  /** Inserts running at once: two keep one parsing while the other syncs. */
  insertsRunning: number;
  /** Requests waiting per kind; the next one is refused with the engine's own "too many" error. */
  waiting: number;
  /** The address with a statement's parameters, as much as ClickHouse takes (`http_max_uri_size`); Node's own 16 KiB are 300 ids. */
  addressBytes: number;
  /** Text of a statement. */
  queryBytes: number;
  /** Body of an insert, after inflating. */
  insertBytes: number;
  /** A statement without a `max_execution_time` of its own is given up after this, seconds. Inserts are not limited. */
  readSeconds: number;
}

export const ENGINE_LIMITS: EngineLimits = {
  readsRunning: 8,
  insertsRunning: 2,
  waiting: 256,
  addressBytes: 1_048_576,
  queryBytes: 4_194_304,
  insertBytes: 1_073_741_824,
  readSeconds: 60,
};
