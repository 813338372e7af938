import { fileURLToPath } from "node:url";

import { LIMITS } from "@governor/contract";

import { GovernorError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import { pendingMigrations, readMigrations, type Migration } from "../../migrations.ts";
import { sqlFile } from "../../sql.ts";
import type { FactsClient } from "../client.ts";

const FOLDER = fileURLToPath(new URL("../migrations", import.meta.url));

/** A statement that takes this parameter is a backfill: it runs for each day that `spans` holds. */
const DAY_PARAMETER = "{received_day:Date}";

/**
 * Brings the facts store to this program's schema; safe to run twice and to run again after a failure in
 * the middle, since every statement is `IF NOT EXISTS` and the engine has no transactions over DDL.
 */
export async function migrateFacts(client: FactsClient, log: Log, upToVersion = Infinity): Promise<void> {
  await client.command(sqlFile(import.meta.url, "create-database.sql"), { database: client.database }, "no database");
  await client.command(sqlFile(import.meta.url, "create-migrations.sql"));
  const rows = await client.rows<{ version: number }>(sqlFile(import.meta.url, "applied.sql"), {});
  const applied = new Set(rows.map((row) => row.version));
  for (const migration of pendingMigrations("facts", readMigrations(FOLDER), applied)) {
    const { version, name } = migration;
    if (version > upToVersion) break;
    try {
      await apply(migration, client, log);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw new GovernorError("store.migration-failed", { name, store: "facts", problem }, { cause: error });
    }
    await client.command(sqlFile(import.meta.url, "record.sql"), { version, name });
    log.info("store.facts.migrated", { version, name });
  }
}

/** Neighbouring backfill statements run together, day by day, so that a day is in all their tables or in none. */
async function apply({ name, statements }: Migration, client: FactsClient, log: Log): Promise<void> {
  let backfill: string[] = [];
  for (const text of statements) {
    if (text.includes(DAY_PARAMETER)) {
      backfill.push(text);
      continue;
    }
    await backfillDays(name, backfill, client, log);
    backfill = [];
    await client.command({ text, name });
  }
  await backfillDays(name, backfill, client, log);
}

/**
 * Newest day first, because that is what people look at, and no longer than the limit: the server does not answer
 * before its schema is there. What was left out is told; reports of those days start from what is stored later.
 */
async function backfillDays(name: string, statements: string[], client: FactsClient, log: Log): Promise<void> {
  if (statements.length === 0) return;
  const rows = await client.rows<{ day: string }>(sqlFile(import.meta.url, "stored-days.sql"), {});
  const startedMs = performance.now();
  for (const [done, { day }] of rows.entries()) {
    const elapsedMs = Math.round(performance.now() - startedMs);
    if (elapsedMs > LIMITS.backfillMs) {
      const left = rows.slice(done).map((row) => row.day);
      log.warn("store.facts.backfill-cut", { migration: name, days: done, elapsed_ms: elapsedMs, left_out: left });
      return;
    }
    for (const text of statements) await client.command({ text, name }, { received_day: day });
    log.info("store.facts.backfilled", { migration: name, day, day_of: `${done + 1}/${rows.length}` });
  }
}
