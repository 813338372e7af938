import { fileURLToPath } from "node:url";

import { GovernorError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import { pendingMigrations, readMigrations } from "../../migrations.ts";
import { sqlFile } from "../../sql.ts";
import type { FactsClient } from "../client.ts";

const FOLDER = fileURLToPath(new URL("../migrations", import.meta.url));

/**
 * Brings the facts store to this program's schema; safe to run twice and to run again after a failure in
 * the middle, since every statement is `IF NOT EXISTS` and the engine has no transactions over DDL.
 */
export async function migrateFacts(client: FactsClient, log: Log): Promise<void> {
  await client.command(sqlFile(import.meta.url, "create-database.sql"), { database: client.database }, "no database");
  await client.command(sqlFile(import.meta.url, "create-migrations.sql"));
  const rows = await client.rows<{ version: number }>(sqlFile(import.meta.url, "applied.sql"), {});
  const applied = new Set(rows.map((row) => row.version));
  for (const migration of pendingMigrations("facts", readMigrations(FOLDER), applied)) {
    const { version, name } = migration;
    try {
      for (const text of migration.statements) await client.command({ text, name });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw new GovernorError("store.migration-failed", { name, store: "facts", problem }, { cause: error });
    }
    await client.command(sqlFile(import.meta.url, "record.sql"), { version, name });
    log.info("store.facts.migrated", { version, name });
  }
}
