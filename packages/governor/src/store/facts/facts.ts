import type { Scope } from "../scope.ts";

/** A statement loaded from a named `.sql` file; see `sqlFile`. */
export interface Sql {
  readonly text: string;
  readonly name: string;
}

/** Values for ClickHouse's `{name:Type}` placeholders. */
export type Parameters = Record<string, string | number | bigint | boolean | readonly (string | number)[]>;

/** One batch for one table, immutable once it has a token: a replay must send the same rows under the same token. */
export interface FactBatch {
  table: string;
  columns: readonly string[];
  format: "RowBinary";
  /** Pieces of the body, in order. Read again from the start when an insert is retried. */
  body: () => AsyncIterable<Uint8Array>;
  token: string;
}

/** The facts store as the program sees it, embedded or by URL. */
export interface Facts {
  /** Rows as objects; 64-bit integers and decimals come as strings, dates as `YYYY-MM-DD hh:mm:ss`. */
  read<Row>(sql: Sql, parameters: Parameters, scope: Scope): Promise<Row[]>;
  /** Resolves when the rows are in the table; inserting a token twice stores it once. */
  insert(batch: FactBatch): Promise<void>;
  ping(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}
