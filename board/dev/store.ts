import { SCHEMA_VERSION, type StoreResponse } from "@governor/contract";

const GB = 1e9;

export function storeOf(): StoreResponse {
  return {
    schemaVersion: SCHEMA_VERSION,
    facts: {
      place: "embedded",
      schemaVersion: 2,
      rows: 412_000_000,
      sizeBytes: 31 * GB,
      tables: [
        { table: "spans", rows: 398_000_000, sizeBytes: 29 * GB, retentionDays: 30, bytesPerDay: 1.02 * GB },
        { table: "rollup_minute", rows: 14_000_000, sizeBytes: 2 * GB, retentionDays: 400, bytesPerDay: 0.06 * GB },
      ],
      days: [],
      bytesPerSpan: 76,
    },
    state: {
      place: "embedded",
      schemaVersion: 7,
      sizeBytes: 0.4 * GB,
      tables: [{ table: "finding_history", rows: 210_000, sizeBytes: 0.3 * GB }],
    },
    log: { sizeBytes: 0.2 * GB, segments: 4, spansPending: 0, quarantineBytes: 0, quarantineFiles: 0 },
    disk: { totalBytes: 200 * GB, freeBytes: 121 * GB },
    forecast: { bytesPerDay: 1.1 * GB, steadyStateBytes: 58 * GB, daysUntilFull: null },
  };
}
