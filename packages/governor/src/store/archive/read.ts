import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { createZstdDecompress } from "node:zlib";

import { GovernorError } from "../../errors.ts";
import { BACKUP_FORMAT, backupManifest, MANIFEST_NAME, type BackupManifest } from "./manifest.ts";
import { tarEntries, type TarEntry } from "./tar.ts";

/** The files of a backup, be it an archive or a folder. @throws GovernorError `backup.damaged` */
export async function* backupEntries(path: string): AsyncGenerator<TarEntry> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw damaged(path, "there is nothing of that name");
  if (found.isDirectory()) yield* folderEntries(path);
  else yield* archiveEntries(path);
}

/**
 * Reads a backup from end to end and holds every byte to its checksum; nothing may be made of it before.
 *
 * @throws GovernorError `backup.damaged`, `backup.format-newer`
 */
export async function verifyBackup(path: string): Promise<BackupManifest> {
  try {
    return await verified(path);
  } catch (error) {
    if (error instanceof GovernorError) throw error;
    // Of the decompressor, the archive's form or the disk: it cannot be read to its end.
    throw damaged(path, error instanceof Error ? error.message : String(error));
  }
}

async function verified(path: string): Promise<BackupManifest> {
  const found: BackupManifest["entries"] = {};
  let manifest: BackupManifest | null = null;
  for await (const { name, sizeBytes, content } of backupEntries(path)) {
    if (name === MANIFEST_NAME) {
      manifest = await readManifest(path, content);
      continue;
    }
    const hash = createHash("sha256");
    for await (const piece of content) hash.update(piece);
    found[name] = { sizeBytes, sha256: hash.digest("hex") };
  }
  if (manifest === null) throw damaged(path, "it has no manifest, so it was not written to its end");
  for (const [name, { sizeBytes, sha256 }] of Object.entries(manifest.entries)) {
    const entry = found[name];
    if (entry === undefined) throw damaged(path, `${name} is missing`);
    if (entry.sizeBytes !== sizeBytes || entry.sha256 !== sha256) throw damaged(path, `${name} was changed`);
  }
  const extra = Object.keys(found).find((name) => !Object.hasOwn(manifest.entries, name));
  if (extra !== undefined) throw damaged(path, `${extra} is not in its manifest`);
  return manifest;
}

async function* archiveEntries(path: string): AsyncGenerator<TarEntry> {
  const file = createReadStream(path, { highWaterMark: 1_048_576 });
  const inflated = createZstdDecompress();
  file.on("error", (error) => inflated.destroy(error));
  try {
    yield* tarEntries(file.pipe(inflated));
  } finally {
    file.destroy();
    inflated.destroy();
  }
}

async function* folderEntries(path: string): AsyncGenerator<TarEntry> {
  const files = (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const entry of files) {
    const file = join(entry.parentPath, entry.name);
    const { size } = await stat(file);
    const name = relative(path, file).split(sep).join("/");
    yield { name, sizeBytes: size, content: createReadStream(file, { highWaterMark: 1_048_576 }) };
  }
}

async function readManifest(path: string, content: AsyncIterable<Uint8Array>): Promise<BackupManifest> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  const json = parsed(Buffer.concat(pieces).toString());
  const format = (json as { format?: unknown } | null)?.format;
  if (typeof format === "number" && format > BACKUP_FORMAT) {
    throw new GovernorError("backup.format-newer", { path, found: format, known: BACKUP_FORMAT });
  }
  const result = backupManifest.safeParse(json);
  if (!result.success) throw damaged(path, "its manifest cannot be read");
  return result.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function damaged(path: string, problem: string): GovernorError {
  return new GovernorError("backup.damaged", { path, problem });
}
