import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

import { sqlFile } from "../../sql.ts";
import type { FactsClient } from "../client.ts";
import { rowsByTable } from "./attach.ts";
import { freezeTable } from "./freeze.sql.ts";

/** A copy of every table as of one moment: hard links, so it takes no time and no room of its own. */
export interface FrozenFacts extends AsyncDisposable {
  /** Rows by table. */
  tables: Record<string, { rows: number }>;
  /** `facts/<table>/<part>/<file>`, in order. */
  files: FrozenFile[];
}

export interface FrozenFile {
  name: string;
  sizeBytes: number;
  content: () => AsyncIterable<Uint8Array>;
}

const COPIES = "shadow";
/** The engine escapes anything but letters, digits and underscores in the folder's name. */
const COPY_PREFIX = "backup_";

/** Freezes the embedded engine's tables under `dir`, its data folder. Nobody may be inserting. */
export async function freezeFacts(client: FactsClient, dir: string): Promise<FrozenFacts> {
  const copy = COPY_PREFIX + randomUUID().replaceAll("-", "");
  const place = join(dir, COPIES, copy);
  const remove = () => rm(place, { recursive: true, force: true });
  try {
    const rows = await client.rows<{ name: string; uuid: string }>(sqlFile(import.meta.url, "tables.sql"), {});
    const before = await rowsByTable(client);
    const frozen: FrozenFacts = { tables: {}, files: [], [Symbol.asyncDispose]: remove };
    for (const { name } of rows) await client.command({ text: freezeTable(name, copy), name: "backup/freeze" });
    for (const { name, uuid } of rows) {
      const folder = join(place, "store", uuid.slice(0, 3), uuid);
      const files = await filesOf(folder, name);
      frozen.files.push(...files);
      const counted = await countRows(folder, files, name);
      if (counted === 0 && (before[name] ?? 0) > 0) throw new Error(`the frozen copy of ${name} is not at ${folder}`);
      frozen.tables[name] = { rows: counted };
    }
    return frozen;
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Takes away copies that a server left behind which ended in the middle of a backup. */
export async function removeForgottenCopies(dir: string): Promise<void> {
  const copies = await readdir(join(dir, COPIES)).catch(() => []);
  for (const copy of copies.filter((name) => name.startsWith(COPY_PREFIX))) {
    await rm(join(dir, COPIES, copy), { recursive: true, force: true });
  }
}

async function filesOf(folder: string, table: string): Promise<FrozenFile[]> {
  // An empty table leaves nothing.
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.toSorted().map(async (path) => ({
      name: `facts/${table}/${relative(folder, path).split(sep).join("/")}`,
      sizeBytes: (await stat(path)).size,
      content: () => createReadStream(path, { highWaterMark: 1_048_576 }),
    })),
  );
}

/** Every part says in a file of its own how many rows it has. */
async function countRows(folder: string, files: readonly FrozenFile[], table: string): Promise<number> {
  let rows = 0;
  for (const { name } of files) {
    const match = /^([^/]+)\/count\.txt$/.exec(name.slice(`facts/${table}/`.length));
    if (match !== null) rows += Number(await readFile(join(folder, match[0]), "utf8"));
  }
  return rows;
}
