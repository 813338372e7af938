import { setTimeout as pause } from "node:timers/promises";

import { sqlFile } from "../../sql.ts";
import type { FactsClient } from "../client.ts";

/** What makes a tenant's hash: SHA-256 over salt and tenant, both as text. */
export interface TenantHash {
  salt: string;
  /** Hex. */
  hash: string;
}

export interface ErasedTable {
  table: string;
  rowsBefore: number;
  rowsAfter: number;
}

/** Parts that were replaced are gone by then, or the erasure says that they are not. */
const REPLACED_WAIT_MS = 30_000;

/**
 * Rewrites every part that holds the tenant, and waits until the old ones are off the disk. Rows that arrive after a
 * table's turn began stay, and are in `rowsAfter`.
 */
export async function eraseFacts(client: FactsClient, tenant: string, by: TenantHash): Promise<ErasedTable[]> {
  const rows = await client.rows<{ name: string }>(sqlFile(import.meta.url, "tables.sql"), {});
  const tables = rows.map(({ name }) => name);
  const before = await counts(client, tables, tenant);
  for (const table of tables) {
    if ((before.get(table) ?? 0) === 0) continue;
    await client.command(sqlFile(import.meta.url, "delete.sql"), { table, ...by });
  }
  await removeReplaced(client, tables);
  const after = await counts(client, tables, tenant);
  return tables.map((table) => ({ table, rowsBefore: before.get(table) ?? 0, rowsAfter: after.get(table) ?? 0 }));
}

async function counts(client: FactsClient, tables: readonly string[], tenant: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const table of tables) {
    const [row] = await client.rows<{ rows: string }>(sqlFile(import.meta.url, "count.sql"), { table, tenant });
    found.set(table, Number(row?.rows ?? 0));
  }
  return found;
}

async function removeReplaced(client: FactsClient, tables: readonly string[]): Promise<void> {
  for (const table of tables) await client.command(sqlFile(import.meta.url, "hasten.sql"), { table });
  try {
    const deadlineMs = performance.now() + REPLACED_WAIT_MS;
    for (;;) {
      for (const table of tables) await client.command(sqlFile(import.meta.url, "sweep.sql"), { table });
      const [row] = await client.rows<{ parts: string }>(sqlFile(import.meta.url, "replaced.sql"), { tables });
      if (Number(row?.parts ?? 0) === 0) return;
      if (performance.now() > deadlineMs) throw new Error(`${row?.parts} replaced parts are still on disk`);
      await pause(500);
    }
  } finally {
    for (const table of tables) await client.command(sqlFile(import.meta.url, "unhasten.sql"), { table });
  }
}
