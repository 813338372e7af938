import { BACKUP_FORMAT } from "./archive/manifest.ts";
import type { BackupManifest } from "./archive/manifest.ts";
import { ArchiveWriter } from "./archive/write.ts";
import { freezeFacts, type FrozenFacts } from "./facts/backup/freeze.ts";
import type { FactsHandle } from "./facts/open.ts";
import { schemaVersions } from "./schema-versions.ts";
import { beginSnapshot, dumpTable } from "./state/backup/dump.ts";
import type { State } from "./state/state.ts";

export interface BackupOptions {
  facts: Pick<FactsHandle, "client" | "engineDir">;
  state: State;
  /** Runs `work` while nothing is brought into the facts store, and says how many acknowledged rows wait outside of it. */
  quiet: <T>(work: (rowsWaiting: number) => Promise<T>) => Promise<T>;
  version: string;
  nowMs: number;
  /** Resolves when more can be taken; what it throws ends the backup. */
  write: (bytes: Uint8Array) => Promise<void>;
}

/**
 * Both stores as of one moment, as a tar. The facts are frozen (hard links) while the log holds its inserts back for the
 * milliseconds that takes; the state is read in one snapshot. Everybody goes on reading and writing meanwhile.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupManifest> {
  const { facts, state, quiet, version, nowMs, write } = options;
  const archive = new ArchiveWriter(write, nowMs);
  await using held = new AsyncDisposableStack();
  const tables: BackupManifest["state"]["tables"] = {};
  const taken = await state.transaction(async (queries) => {
    const snapshot = await beginSnapshot(queries);
    const moment = await quiet(async (rowsWaiting) => ({
      rowsWaiting,
      versions: await schemaVersions(facts.client, queries),
      frozen: facts.engineDir === null ? null : held.use(await freezeFacts(facts.client, facts.engineDir)),
    }));
    for (const table of snapshot.tables) {
      tables[table] = { rows: 0 };
      for await (const chunk of dumpTable(queries, table)) {
        tables[table].rows += chunk.rows;
        await archive.add(chunk.name, chunk.bytes.length, chunk.bytes);
      }
    }
    return { ...moment, sequences: snapshot.sequences };
  });
  await addFacts(archive, taken.frozen);
  return archive.finish({
    format: BACKUP_FORMAT,
    governor: version,
    createdAt: new Date(nowMs).toISOString(),
    rowsNotIncluded: taken.rowsWaiting,
    facts: taken.frozen === null ? null : { schemaVersion: taken.versions.facts, tables: taken.frozen.tables },
    state: { schemaVersion: taken.versions.state, tables, sequences: taken.sequences },
  });
}

async function addFacts(archive: ArchiveWriter, frozen: FrozenFacts | null): Promise<void> {
  for (const { name, sizeBytes, content } of frozen?.files ?? []) await archive.add(name, sizeBytes, content());
}
