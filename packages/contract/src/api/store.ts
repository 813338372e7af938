import type { Versioned } from "./base.ts";

/** Rows and bytes on disk. */
export interface StoreSize {
  rows: number;
  sizeBytes: number;
}

/** `GET /api/v1/store`: what is kept takes, and how long the disk lasts. */
export interface StoreResponse extends Versioned {
  facts: StoreSize & {
    /** "embedded": in the data folder; "url": on a ClickHouse server. */
    place: "embedded" | "url";
    schemaVersion: number;
    /** Largest first. `retentionDays` is null where rows are kept for ever. */
    tables: (StoreSize & { table: string; retentionDays: number | null; bytesPerDay: number | null })[];
    /** By day of arrival (UTC), newest first; of the tables that keep their days apart. */
    days: (StoreSize & { day: string })[];
    /** All tables by the spans that are kept; null where there is none. */
    bytesPerSpan: number | null;
  };
  state: {
    place: "embedded" | "url";
    schemaVersion: number;
    sizeBytes: number;
    /** Largest first; rows as the engine estimates them. */
    tables: (StoreSize & { table: string })[];
  };
  /** The write-ahead log: what waits for the facts store, and what was put aside. */
  log: {
    sizeBytes: number;
    segments: number;
    spansPending: number;
    quarantineBytes: number;
    quarantineFiles: number;
  };
  /** Of the disk with the data folder. */
  disk: { totalBytes: number; freeBytes: number };
  /** Null while there is less than an hour of data, or where the facts are on another machine. */
  forecast: {
    bytesPerDay: number;
    /** What facts will have come to once old days go as new ones come; null where something that grows is kept for ever. */
    steadyStateBytes: number | null;
    /** Null where the disk lasts ten years or for ever. */
    daysUntilFull: number | null;
  } | null;
}

/** One erasure of a tenant; the tenant itself is not written down anywhere, only its hash. */
export interface Erasure {
  id: string;
  /** First eight hex digits of the hash, to tell erasures apart. */
  tenantHash: string;
  reason: string;
  state: "proposed" | "refused" | "running" | "done" | "failed";
  proposedBy: string;
  proposedMs: number;
  decidedBy: string | null;
  decidedMs: number | null;
  finishedMs: number | null;
  report: ErasureReport | null;
}

/** The proof. Rows by table; bytes read in search of the tenant's id after everything was rewritten. */
export interface ErasureReport {
  tables: { store: "facts" | "state"; table: string; rowsBefore: number; rowsAfter: number }[];
  /** Quarantined segments that held the tenant and were removed. */
  quarantineRemoved: number;
  searched: { files: number; bytes: number };
  /** Files, relative to the data folder, in which the id still stands, and why. */
  remains: { file: string; why: string }[];
  /** What the search cannot reach: other servers, backups made before. */
  notSearched: string[];
  /** Rows of the tenant that arrived after it was approved. */
  arrivedLater: number;
  /** Where it failed, why; null otherwise. */
  problem: string | null;
}

/** `GET /api/v1/store/erasures`, newest first. */
export interface ErasuresResponse extends Versioned {
  erasures: Erasure[];
}
