import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { createWriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { GovernorError } from "../errors.ts";
import type { Log } from "../log.ts";
import { MANIFEST_NAME, type BackupManifest } from "./archive/manifest.ts";
import { backupEntries, verifyBackup } from "./archive/read.ts";
import type { TarEntry } from "./archive/tar.ts";
import { attachPart, partFolders, rowsByTable } from "./facts/backup/attach.ts";
import { openFacts } from "./facts/open.ts";
import { demandKnownVersions } from "./schema-versions.ts";
import { beginFill, countTable, fillTable, setSequence } from "./state/backup/fill.ts";
import { openState } from "./state/open.ts";
import type { StateQueries } from "./state/state.ts";

export interface RestoreOptions {
  /** A backup: an archive or a folder. */
  from: string;
  /** Becomes the data folder; must be empty or missing. */
  dataDir: string;
  log: Log;
  progress: (words: string) => void;
}

/**
 * Makes a data folder of a backup. Everything is checked before anything is written; it is built beside its place and
 * moved there when both stores hold what the manifest says, so that a half-restored folder never has the final name.
 *
 * @throws GovernorError `backup.damaged`, `backup.format-newer`, `restore.target`, `restore.incomplete`,
 * `store.schema-newer` and what opening the stores throws
 */
export async function restoreBackup({ from, dataDir, log, progress }: RestoreOptions): Promise<BackupManifest> {
  await demandEmpty(dataDir);
  progress("Checking every byte of the backup …");
  const manifest = await verifyBackup(from);
  demandKnownVersions({ facts: manifest.facts?.schemaVersion ?? null, state: manifest.state.schemaVersion });
  const building = `${dataDir}.restoring`;
  await rm(building, { recursive: true, force: true });
  await mkdir(dirname(building), { recursive: true });
  await mkdir(building, { mode: 0o700 });
  try {
    if (manifest.facts !== null) {
      progress("Restoring the facts …");
      await restoreFacts(from, manifest.facts, building, log);
    }
    progress("Restoring the state …");
    await restoreState(from, manifest.state, building, log);
    // Forward to this program's schema, so that what cannot be migrated is known now and not at the first start.
    progress("Bringing both to this program's schema …");
    await (await openFacts({ dataDir: building, log })).close();
    await (await openState({ dataDir: building, log })).close();
    await rename(building, dataDir);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    throw error;
  }
  return manifest;
}

async function demandEmpty(dataDir: string): Promise<void> {
  const found = await readdir(dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new GovernorError("restore.target", { folder: dataDir, problem: error.message }, { cause: error });
  });
  if (found.length > 0) throw new GovernorError("restore.target", { folder: dataDir, problem: "it is not empty" });
}

async function restoreFacts(
  from: string,
  { schemaVersion, tables }: NonNullable<BackupManifest["facts"]>,
  dataDir: string,
  log: Log,
): Promise<void> {
  const facts = await openFacts({ dataDir, log, upToVersion: schemaVersion });
  try {
    const folders = await partFolders(facts.client, facts.engineDir ?? "");
    const parts = new Map<string, { table: string; part: string }>();
    for await (const entry of backupEntries(from)) {
      const [store, table = "", part = "", ...rest] = entry.name.split("/");
      if (store !== "facts") continue;
      const folder = folders.get(table);
      // The manifest was held to its checksums; a name that leads elsewhere could only come from who wrote it.
      if (folder === undefined || !isPlain([part, ...rest])) throw strange(from, entry.name);
      await writeEntry(entry, join(folder, part, ...rest));
      parts.set(`${table}/${part}`, { table, part });
    }
    for (const { table, part } of inOrder([...parts.values()])) await attachPart(facts.client, table, part);
    demandSame("facts", tables, await rowsByTable(facts.client));
  } finally {
    await facts.close();
  }
}

/** By their numbers: later parts replace rows of earlier ones. */
function inOrder(parts: readonly { table: string; part: string }[]): typeof parts {
  const block = ({ part }: { part: string }): number => Number(part.split("_").at(-3));
  return parts.toSorted((a, b) => block(a) - block(b));
}

async function writeEntry({ content }: TarEntry, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await pipeline(Readable.from(content), createWriteStream(path, { mode: 0o600, flush: true }));
}

function isPlain(names: readonly string[]): boolean {
  return names.length > 1 && names.every((name) => name !== "" && name !== "." && name !== "..");
}

async function restoreState(
  from: string,
  { schemaVersion, tables, sequences }: BackupManifest["state"],
  dataDir: string,
  log: Log,
): Promise<void> {
  const state = await openState({ dataDir, log, upToVersion: schemaVersion });
  try {
    await state.transaction(async (queries) => {
      await beginFill(queries, Object.keys(tables));
      for await (const entry of backupEntries(from)) {
        const [store, table = ""] = entry.name.split("/");
        if (store === "state") await fillTable(queries, table, await textOf(entry));
        else if (store !== "facts" && entry.name !== MANIFEST_NAME) throw strange(from, entry.name);
      }
      for (const [name, value] of Object.entries(sequences)) await setSequence(queries, name, value);
      demandSame("state", tables, await counted(queries, Object.keys(tables)));
    });
  } finally {
    await state.close();
  }
}

async function counted(queries: StateQueries, tables: readonly string[]): Promise<Record<string, number>> {
  const rows: Record<string, number> = {};
  for (const table of tables) rows[table] = await countTable(queries, table);
  return rows;
}

async function textOf({ content }: TarEntry): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function demandSame(store: string, expected: Record<string, { rows: number }>, found: Record<string, number>): void {
  for (const [table, { rows }] of Object.entries(expected)) {
    const has = found[table] ?? 0;
    if (has !== rows) throw new GovernorError("restore.incomplete", { store, table, found: has, expected: rows });
  }
}

function strange(path: string, name: string): GovernorError {
  return new GovernorError("backup.damaged", { path, problem: `${name} belongs to nothing that is known` });
}
