import { existsSync } from "node:fs";

import { GovernorError } from "../errors.ts";
import type { Log } from "../log.ts";
import { openFacts, type FactsHandle } from "./facts/open.ts";
import { lockDataDir } from "./lock.ts";
import { knownMigrations, schemaVersions } from "./schema-versions.ts";
import { openState, type StateHandle } from "./state/open.ts";

export interface MigrateOptions {
  dataDir: string;
  factsUrl: string | null;
  stateUrl: string | null;
  /** Only says what would be applied. */
  dryRun: boolean;
  log: Log;
}

/** Names of migrations by store, in order. */
export type Migrated = Record<"facts" | "state", string[]>;

/**
 * Brings both stores to this program's schema without serving, or only says what that would apply.
 *
 * @throws GovernorError `store.locked` while a server runs on the folder, `store.schema-newer`, `store.migration-failed`
 */
export async function migrateStores(options: MigrateOptions): Promise<Migrated> {
  const { dataDir, dryRun } = options;
  if (!existsSync(dataDir)) {
    const hint = "Name the folder that `governor up` uses: --data <folder>.";
    throw new GovernorError("store.folder-unusable", { folder: dataDir, problem: "it does not exist", hint });
  }
  const lock = await lockDataDir(dataDir);
  try {
    const pending = await withStores(options, 0, async (facts, state) => {
      const versions = await schemaVersions(facts.client, state);
      return { facts: newerThan("facts", versions.facts), state: newerThan("state", versions.state) };
    });
    if (!dryRun) await withStores(options, undefined, async () => {});
    return pending;
  } finally {
    await lock.release();
  }
}

async function withStores<T>(
  { dataDir, factsUrl, stateUrl, log }: MigrateOptions,
  upToVersion: number | undefined,
  work: (facts: FactsHandle, state: StateHandle) => Promise<T>,
): Promise<T> {
  const limit = upToVersion === undefined ? {} : { upToVersion };
  await using open = new AsyncDisposableStack();
  const facts = await openFacts({ ...(factsUrl === null ? { dataDir } : { url: factsUrl }), log, ...limit });
  open.defer(() => facts.close());
  const state = await openState({ ...(stateUrl === null ? { dataDir } : { url: stateUrl }), log, ...limit });
  open.defer(() => state.close());
  return await work(facts, state);
}

function newerThan(store: "facts" | "state", version: number): string[] {
  return knownMigrations(store)
    .filter((migration) => migration.version > version)
    .map(({ name }) => name);
}
