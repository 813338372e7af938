import { sqlFile } from "../../sql.ts";
import type { StateQueries } from "../state.ts";

/** What the state store takes on disk. */
export interface StateUsage {
  /** The whole database, its catalogs included. */
  sizeBytes: number;
  /** Largest first. */
  tables: { table: string; rows: number; sizeBytes: number }[];
}

export async function readStateUsage(state: StateQueries): Promise<StateUsage> {
  const [size] = await state.query<{ bytes: string }>(sqlFile(import.meta.url, "size.sql"));
  const tables = await state.query<{ table: string; bytes: string; rows: string }>(
    sqlFile(import.meta.url, "tables.sql"),
  );
  return {
    sizeBytes: Number(size?.bytes ?? 0),
    tables: tables.map(({ table, bytes, rows }) => ({ table, rows: Number(rows), sizeBytes: Number(bytes) })),
  };
}
