import { fileURLToPath } from "node:url";

import { GovernorError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import { pendingMigrations, readMigrations } from "../../migrations.ts";
import { sqlFile } from "../../sql.ts";
import type { State } from "../state.ts";

const FOLDER = fileURLToPath(new URL("../migrations", import.meta.url));

/**
 * Brings the state store to this program's schema: all of it in one transaction, or nothing. Resolves to whether row
 * security does not hold for who is connected.
 */
export async function migrateState(state: State, log: Log, upToVersion = Infinity): Promise<boolean> {
  return state.transaction(async (queries) => {
    await queries.query(sqlFile(import.meta.url, "lock.sql"));
    await queries.query(sqlFile(import.meta.url, "create-migrations.sql"));
    const rows = await queries.query<{ version: number }>(sqlFile(import.meta.url, "applied.sql"));
    const applied = new Set(rows.map((row) => row.version));
    for (const { version, name, statements } of pendingMigrations("state", readMigrations(FOLDER), applied)) {
      if (version > upToVersion) break;
      try {
        for (const text of statements) await queries.query({ text, name });
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        throw new GovernorError("store.migration-failed", { name, store: "state", problem }, { cause: error });
      }
      await queries.query(sqlFile(import.meta.url, "record.sql"), [version, name]);
      log.info("store.state.migrated", { version, name });
    }
    // At each start: a migration may have put another table under row security.
    await queries.query(sqlFile(import.meta.url, "reader.sql"));
    const [connected] = await queries.query<{ bypasses: boolean }>(sqlFile(import.meta.url, "bypasses.sql"));
    return connected?.bypasses ?? true;
  });
}
