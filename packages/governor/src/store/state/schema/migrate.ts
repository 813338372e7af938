import { fileURLToPath } from "node:url";

import { GovernorError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import { pendingMigrations, readMigrations } from "../../migrations.ts";
import { sqlFile } from "../../sql.ts";
import type { State } from "../state.ts";

const FOLDER = fileURLToPath(new URL("../migrations", import.meta.url));

/** Brings the state store to this program's schema: all of it in one transaction, or nothing. */
export async function migrateState(state: State, log: Log): Promise<void> {
  await state.transaction(async (queries) => {
    await queries.query(sqlFile(import.meta.url, "lock.sql"));
    await queries.query(sqlFile(import.meta.url, "create-migrations.sql"));
    const rows = await queries.query<{ version: number }>(sqlFile(import.meta.url, "applied.sql"));
    const applied = new Set(rows.map((row) => row.version));
    for (const { version, name, statements } of pendingMigrations("state", readMigrations(FOLDER), applied)) {
      try {
        for (const text of statements) await queries.query({ text, name });
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        throw new GovernorError("store.migration-failed", { name, store: "state", problem }, { cause: error });
      }
      await queries.query(sqlFile(import.meta.url, "record.sql"), [version, name]);
      log.info("store.state.migrated", { version, name });
    }
  });
}
