import { sqlFile } from "../../sql.ts";
import type { StateQueries } from "../state.ts";
import { countRows, emptyTables, writeRows } from "./table.sql.ts";

/** Makes a state store of this schema ready to be filled: nothing is checked or refused until the transaction ends. */
export async function beginFill(queries: StateQueries, tables: readonly string[]): Promise<void> {
  await queries.query(sqlFile(import.meta.url, "without-triggers.sql"));
  // A migration may have put rows there; the backup has them too, as they have become since.
  if (tables.length > 0) await queries.query({ text: emptyTables(tables), name: "backup/empty" });
}

/** Adds the rows of one chunk, lines of JSON. */
export async function fillTable(queries: StateQueries, table: string, lines: string): Promise<void> {
  const columns = await queries.query<{ name: string }>(sqlFile(import.meta.url, "columns.sql"), [table]);
  const rows = lines.split("\n").filter((line) => line !== "");
  const text = writeRows(
    table,
    columns.map(({ name }) => name),
  );
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const some = rows.slice(at, at + ROWS_AT_ONCE);
    await queries.query({ text, name: "backup/write" }, [`[${some.join(",")}]`]);
  }
}

const ROWS_AT_ONCE = 1_000;

export async function setSequence(queries: StateQueries, name: string, value: string): Promise<void> {
  await queries.query(sqlFile(import.meta.url, "set-sequence.sql"), [name, value]);
}

export async function countTable(queries: StateQueries, table: string): Promise<number> {
  const [row] = await queries.query<{ rows: string }>({ text: countRows(table), name: "backup/count" });
  return Number(row?.rows ?? 0);
}
