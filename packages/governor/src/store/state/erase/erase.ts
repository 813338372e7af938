import { sqlFile } from "../../sql.ts";
import type { State, StateQueries } from "../state.ts";
import { countMentions, rewriteTable } from "./rewrite.sql.ts";

export interface ErasedStateTable {
  table: string;
  rowsBefore: number;
  rowsAfter: number;
}

const REWRITTEN = ["findings", "finding_history", "keys"];

/** Takes a tenant out of findings, their history and keys, in one transaction. */
export async function eraseState(state: State, tenant: string): Promise<ErasedStateTable[]> {
  const before = await counted(state, tenant);
  await state.transaction(async (queries) => {
    await queries.query(sqlFile(import.meta.url, "allow.sql"));
    for (const file of ["history.sql", "findings.sql", "keys.sql"] as const) {
      await queries.query(sqlFile(import.meta.url, file), [tenant]);
    }
    await queries.query(sqlFile(import.meta.url, "forbid.sql"));
  });
  const after = await counted(state, tenant);
  return [...before].map(([table, rowsBefore]) => ({ table, rowsBefore, rowsAfter: after.get(table) ?? 0 }));
}

/** Writes the tables anew and lets go of the engine's own log up to here: deleted rows stand in both. */
export async function rewriteState(state: State): Promise<void> {
  for (const table of REWRITTEN) await state.query({ text: rewriteTable(table), name: "erase/rewrite" });
  await state.query(sqlFile(import.meta.url, "next-segment.sql"));
  await state.query(sqlFile(import.meta.url, "checkpoint.sql"));
  await state.query(sqlFile(import.meta.url, "next-segment.sql"));
  await state.query(sqlFile(import.meta.url, "checkpoint.sql"));
}

/** Tables in which the text still stands somewhere, with how many rows: compressed values hide from a search of files. */
export async function mentionsInState(state: StateQueries, text: string): Promise<{ table: string; rows: number }[]> {
  const tables = await state.query<{ name: string }>(sqlFile(import.meta.url, "tables.sql"));
  const pattern = `%${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[\\%_]/g, "\\$&")}%`;
  const found: { table: string; rows: number }[] = [];
  for (const { name } of tables) {
    const statement = { text: countMentions(name), name: "erase/mentions" };
    const [row] = await state.query<{ rows: string }>(statement, [pattern]);
    if (Number(row?.rows ?? 0) > 0) found.push({ table: name, rows: Number(row?.rows) });
  }
  return found;
}

async function counted(state: StateQueries, tenant: string): Promise<Map<string, number>> {
  const rows = await state.query<{ table: string; rows: string }>(sqlFile(import.meta.url, "count.sql"), [tenant]);
  return new Map(rows.map((row) => [row.table, Number(row.rows)]));
}
