/** What every answer of `/api/v1` shares. */

/** Raised when a field changes its meaning or goes; new fields alone do not raise it. */
export const SCHEMA_VERSION = 1;

export interface Versioned {
  schemaVersion: number;
}

/** Period and filters that were applied, echoed so that a picture can say what it shows. */
export interface Period {
  fromMs: number;
  toMs: number;
  /** Newest span that is readable, epoch milliseconds; null before the first. */
  freshMs: number | null;
}

/** A chart's points by slot of time. A slot in which nothing was seen may be left out, so a line breaks where points are further apart than their slot. */
export interface SeriesPoint {
  timeUnixMs: number;
  p95Ms: number | null;
  n: number;
}

/** Body of every refusal outside OTLP. */
export interface ErrorBody {
  schemaVersion: number;
  error: { code: string; message: string; remedy: string; details?: unknown };
}
