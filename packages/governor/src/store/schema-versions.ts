import { fileURLToPath } from "node:url";

import type { FactsClient } from "./facts/client.ts";
import { pendingMigrations, readMigrations } from "./migrations.ts";
import { sqlFile } from "./sql.ts";
import type { StateQueries } from "./state/state.ts";

/** Number of the newest migration that each store has seen; 0 where none. */
export interface SchemaVersions {
  facts: number;
  state: number;
}

export async function schemaVersions(facts: FactsClient, state: StateQueries): Promise<SchemaVersions> {
  const inFacts = await facts.rows<{ version: number }>(sqlFile(FACTS, "applied.sql"), {});
  const inState = await state.query<{ version: number }>(sqlFile(STATE, "applied.sql"));
  const newest = (rows: readonly { version: number }[]) => Math.max(0, ...rows.map((row) => row.version));
  return { facts: newest(inFacts), state: newest(inState) };
}

/** Refuses what a newer program wrote. @throws GovernorError `store.schema-newer` */
export function demandKnownVersions(versions: { facts: number | null; state: number }): void {
  if (versions.facts !== null) pendingMigrations("facts", knownMigrations("facts"), new Set([versions.facts]));
  pendingMigrations("state", knownMigrations("state"), new Set([versions.state]));
}

/** The migrations that this program brings. */
export function knownMigrations(store: "facts" | "state"): ReturnType<typeof readMigrations> {
  return readMigrations(fileURLToPath(new URL(`./${store}/migrations`, import.meta.url)));
}

const FACTS = new URL("./facts/schema/migrate.ts", import.meta.url).href;
const STATE = new URL("./state/schema/migrate.ts", import.meta.url).href;
