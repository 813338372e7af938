/** How the log behaves. The defaults are what the server runs with. */
export interface LogSettings {
  /** A segment is closed when it has this many bytes … */
  segmentBytes: number;
  /** … or rows: one insert stays one block of the engine (1,048,449 rows), so its token names the whole of it … */
  segmentRows: number;
  /** … or this age, milliseconds, as long as the consumer keeps up. Behind, segments grow and inserts get fewer. */
  segmentAgeMs: number;
  /** Bytes written and synced together at most. */
  groupBytes: number;
  /** Bytes that may wait for the store before appends are refused. */
  backlogBytes: number;
  /** First and longest pause before an insert is tried again, milliseconds. */
  retryMinMs: number;
  retryMaxMs: number;
  /** How often the engine must refuse the content of a segment before it is put aside: a broken connection can look like broken content. */
  refusals: number;
}

export const LOG_SETTINGS: Omit<LogSettings, "backlogBytes"> = {
  segmentBytes: 16_777_216,
  segmentRows: 500_000,
  segmentAgeMs: 500,
  groupBytes: 8_388_608,
  retryMinMs: 100,
  retryMaxMs: 5_000,
  refusals: 3,
};
