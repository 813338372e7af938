import type { Versioned } from "./base.ts";

/** `GET /api/v1/sql?of=/offenders/endpoints?from=now-1h`: what a read of this API asks the facts store. */
export interface SqlResponse extends Versioned {
  /** A script for `clickhouse-client` a statement: its values as settings, then the statement. */
  statements: { name: string; text: string }[];
}
