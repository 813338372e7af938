import { crc32 } from "node:zlib";

import { writeAtomically, type LogFiles } from "./files.ts";
import { encodeHeader, encodeRecordHeader, type Scan } from "./format.ts";
import { tally, writeManifest, type Manifest } from "./manifest.ts";
import type { LogPaths } from "./paths.ts";
import { keepDamaged } from "./quarantine.ts";

export interface Salvaged {
  manifest: Manifest;
  problem: string;
}

/**
 * A segment with damage inside: the original goes to quarantine, its good records go on under the same id, fixed in a
 * file and a manifest before any insert sees them. The same token is right in both cases that can be: if the whole
 * segment had reached the store before, the store discards the rest of it as known; if it had not, the rest goes in.
 */
export async function salvage(
  files: LogFiles,
  paths: LogPaths,
  segment: number,
  damaged: Buffer,
  scan: Extract<Scan, { readable: true }>,
  /** Bytes it had when it was closed, as far as is known. */
  sizeBytes: number,
  nowMs: number,
): Promise<Salvaged> {
  const lostBytes = scan.records.reduce((rest, { start, end }) => rest - (end - start), sizeBytes - scan.headerEnd);
  const reason = `${lostBytes} of its bytes are damaged or missing; its ${scan.records.length} good records go on`;
  const problem = await keepDamaged(files, paths, segment, damaged, reason, nowMs);
  // Without its manifest a half-done salvage is an open segment, and the next start goes on from either file.
  await files.remove(paths.manifest(segment));
  await files.syncDir(paths.dir);
  const marker = Buffer.from(scan.header.marker, "hex");
  const tables: Manifest["tables"] = {};
  const pieces: Uint8Array[] = [encodeHeader(scan.header)];
  for (const record of scan.records) {
    pieces.push(encodeRecordHeader(record, marker, segment), record.payload);
    tally(tables, scan.header, record);
  }
  const bytes = Buffer.concat(pieces);
  await writeAtomically(files, paths.dir, paths.segment(segment), bytes);
  const manifest: Manifest = {
    logId: scan.header.logId,
    segment,
    sizeBytes: bytes.length,
    checksum: crc32(bytes),
    tables,
    closedUnixMs: nowMs,
    lostBytes,
  };
  await writeManifest(files, paths, manifest);
  return { manifest, problem };
}
