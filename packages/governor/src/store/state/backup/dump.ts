import { sqlFile } from "../../sql.ts";
import type { StateQueries } from "../state.ts";
import { readRows } from "./table.sql.ts";

/** Rows of one table as lines of JSON, at most `CHUNK_BYTES` and a row long. */
export interface StateChunk {
  table: string;
  /** `state/<table>/<number>.jsonl` */
  name: string;
  rows: number;
  bytes: Uint8Array;
}

const CHUNK_BYTES = 8_388_608;

/** From here on the transaction sees the tables as they are now. First statement of its transaction. */
export async function beginSnapshot(
  queries: StateQueries,
): Promise<{ tables: string[]; sequences: Record<string, string> }> {
  await queries.query(sqlFile(import.meta.url, "snapshot.sql"));
  const tables = await queries.query<{ name: string }>(sqlFile(import.meta.url, "tables.sql"));
  const sequences = await queries.query<{ name: string; value: string }>(sqlFile(import.meta.url, "sequences.sql"));
  return {
    tables: tables.map(({ name }) => name),
    sequences: Object.fromEntries(sequences.map(({ name, value }) => [name, value])),
  };
}

/** All rows of a table in the transaction's snapshot. */
export async function* dumpTable(queries: StateQueries, table: string): AsyncGenerator<StateChunk> {
  await queries.query({ text: readRows(table), name: "backup/read" });
  let lines: string[] = [];
  let sizeBytes = 0;
  let number = 0;
  const chunk = (): StateChunk => {
    const name = `state/${table}/${String(++number).padStart(6, "0")}.jsonl`;
    return { table, name, rows: lines.length, bytes: Buffer.from(lines.map((line) => `${line}\n`).join("")) };
  };
  for (;;) {
    const rows = await queries.query<{ row: string }>(sqlFile(import.meta.url, "fetch.sql"));
    if (rows.length === 0) break;
    for (const { row } of rows) {
      lines.push(row);
      sizeBytes += row.length;
      if (sizeBytes < CHUNK_BYTES) continue;
      yield chunk();
      lines = [];
      sizeBytes = 0;
    }
  }
  if (lines.length > 0) yield chunk();
  await queries.query(sqlFile(import.meta.url, "close.sql"));
}
