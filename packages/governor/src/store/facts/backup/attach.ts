import { sqlFile } from "../../sql.ts";
import type { FactsClient } from "../client.ts";

/** The folder of a table into which parts are laid before they are attached. */
export async function partFolders(client: FactsClient, dir: string): Promise<Map<string, string>> {
  const rows = await client.rows<{ name: string; uuid: string }>(sqlFile(import.meta.url, "tables.sql"), {});
  return new Map(rows.map(({ name, uuid }) => [name, `${dir}/store/${uuid.slice(0, 3)}/${uuid}/detached`]));
}

/** Takes a part that lies in its table's folder into the table. */
export function attachPart(client: FactsClient, table: string, part: string): Promise<void> {
  return client.command(sqlFile(import.meta.url, "attach.sql"), { table, part });
}

/** Rows by table, of tables that have any. */
export async function rowsByTable(client: FactsClient): Promise<Record<string, number>> {
  const rows = await client.rows<{ table: string; rows: string }>(sqlFile(import.meta.url, "rows.sql"), {});
  return Object.fromEntries(rows.map((row) => [row.table, Number(row.rows)]));
}
