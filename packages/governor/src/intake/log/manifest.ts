import { writeAtomically, type LogFiles } from "./files.ts";
import type { Entry, SegmentHeader } from "./format.ts";
import type { LogPaths } from "./paths.ts";

/**
 * What a closed segment is: an immutable batch. Its inserts carry tokens made from its id, so from here on the same
 * rows must come out of it each time.
 */
export interface Manifest {
  logId: string;
  segment: number;
  /** How much of the file counts. Behind a failed write there may be more, which nobody was promised. */
  sizeBytes: number;
  /** CRC-32 of those bytes. */
  checksum: number;
  /** Rows and payload bytes by table. */
  tables: Record<string, { rows: number; sizeBytes: number }>;
  closedUnixMs: number;
  /** Bytes that were found damaged and left out. */
  lostBytes: number;
}

/** Adds up what a segment holds, by table name. */
export function tally(tables: Manifest["tables"], header: SegmentHeader, entry: Entry): void {
  const name = header.tables.find((table) => table.id === entry.table)?.name ?? `table ${entry.table}`;
  const sum = (tables[name] ??= { rows: 0, sizeBytes: 0 });
  sum.rows += entry.rows;
  sum.sizeBytes += entry.payload.length;
}

export async function writeManifest(files: LogFiles, paths: LogPaths, manifest: Manifest): Promise<void> {
  const json = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  await writeAtomically(files, paths.dir, paths.manifest(manifest.segment), json);
}

/** Null when there is none, or none that can be read: the segment is then closed again from its records. */
export async function readManifest(files: LogFiles, paths: LogPaths, segment: number): Promise<Manifest | null> {
  const bytes = await files.read(paths.manifest(segment));
  if (bytes === null) return null;
  try {
    const manifest = JSON.parse(bytes.toString()) as Manifest;
    const { sizeBytes, checksum, tables } = manifest;
    const sound =
      manifest.segment === segment && Number.isSafeInteger(sizeBytes) && Number.isSafeInteger(checksum) && !!tables;
    return sound ? manifest : null;
  } catch {
    return null;
  }
}
