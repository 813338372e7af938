import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { crc32 } from "node:zlib";

import type { Checkpoint } from "./checkpoint.ts";
import { writeAtomically, type LogFiles } from "./files.ts";
import { scanSegment, type Scan } from "./format.ts";
import { readManifest, tally, writeManifest, type Manifest } from "./manifest.ts";
import { segmentOf, type LogPaths } from "./paths.ts";
import { quarantine } from "./quarantine.ts";
import { salvage } from "./salvage.ts";

export interface Recovery {
  /** Closed segments that are not in the store, by id. */
  pending: Manifest[];
  /** Above every id that was ever used. */
  nextSegment: number;
  /** What was found damaged, in words. */
  problems: string[];
}

/**
 * Make sense of a log's folder at start: what was consumed goes, what was left open is closed. A torn tail is cut off,
 * since nothing in it was acknowledged. Damage before a good record is another matter: see `salvage`.
 */
export async function recover(
  files: LogFiles,
  paths: LogPaths,
  { segment: checkpoint, damagedSlots }: Checkpoint,
  nowMs: number,
): Promise<Recovery> {
  const recovery: Recovery = { pending: [], nextSegment: checkpoint + 1, problems: [] };
  const names = (await files.list(paths.dir)).sort();
  const used = [...names, ...(await files.list(paths.quarantineDir))].flatMap((name) => segmentOf(name) ?? []);
  recovery.nextSegment = Math.max(checkpoint + damagedSlots, ...used) + 1;
  for (const name of names) {
    const segment = segmentOf(name);
    if (name.endsWith(".tmp") || (segment !== null && segment <= checkpoint)) await files.remove(join(paths.dir, name));
    else if (segment !== null && name.endsWith(".manifest.json")) {
      if (!names.includes(name.replace(".manifest.json", ".seg"))) await files.remove(join(paths.dir, name));
    } else if (segment !== null) await takeUp(files, paths, segment, nowMs, recovery);
  }
  return recovery;
}

/**
 * The log's name, the first part of every token: made once. A lost file is made again from the segments, which carry it.
 * Where the checkpoint is lost nobody knows which ids were used, and the log goes on under a new name.
 */
export async function readIdentity(files: LogFiles, paths: LogPaths, { damagedSlots }: Checkpoint): Promise<string> {
  if (damagedSlots === 2) return nameAnew(files, paths, randomUUID());
  const bytes = await files.read(paths.identity);
  const known = bytes === null ? null : /"logId":\s*"([0-9a-f-]{36})"/.exec(bytes.toString())?.[1];
  if (known) return known;
  return nameAnew(files, paths, (await idInSegments(files, paths)) ?? randomUUID());
}

async function nameAnew(files: LogFiles, paths: LogPaths, logId: string): Promise<string> {
  await writeAtomically(files, paths.dir, paths.identity, Buffer.from(`${JSON.stringify({ logId })}\n`));
  return logId;
}

async function idInSegments(files: LogFiles, paths: LogPaths): Promise<string | null> {
  for (const name of (await files.list(paths.dir)).filter((entry) => entry.endsWith(".seg"))) {
    const bytes = await files.read(join(paths.dir, name));
    const scan = bytes === null ? null : scanSegment(bytes);
    if (scan?.readable) return scan.header.logId;
  }
  return null;
}

async function takeUp(
  files: LogFiles,
  paths: LogPaths,
  segment: number,
  nowMs: number,
  recovery: Recovery,
): Promise<void> {
  // A closed segment is checked when it is read for its insert.
  const manifest = await readManifest(files, paths, segment);
  if (manifest !== null) {
    recovery.pending.push(manifest);
    return;
  }
  const bytes = (await files.read(paths.segment(segment))) ?? Buffer.alloc(0);
  const scan = scanSegment(bytes);
  if (scan.readable && scan.records.length === 0) {
    await files.remove(paths.segment(segment));
  } else if (!scan.readable && bytes.every((byte) => byte === 0)) {
    // Made, but its header never reached the disk: neither did anything acknowledged.
    await files.remove(paths.segment(segment));
  } else if (!scan.readable) {
    recovery.problems.push(await quarantine(files, paths, segment, `it cannot be read: ${scan.reason}`, nowMs));
  } else if (scan.lostBytes > 0) {
    const { manifest: saved, problem } = await salvage(files, paths, segment, bytes, scan, bytes.length, nowMs);
    recovery.pending.push(saved);
    recovery.problems.push(problem);
  } else {
    recovery.pending.push(await closeAgain(files, paths, segment, bytes, scan, nowMs));
  }
}

async function closeAgain(
  files: LogFiles,
  paths: LogPaths,
  segment: number,
  bytes: Buffer,
  scan: Extract<Scan, { readable: true }>,
  nowMs: number,
): Promise<Manifest> {
  if (scan.goodEnd < bytes.length) {
    const file = await files.update(paths.segment(segment));
    try {
      await file.truncate(scan.goodEnd);
      await file.sync();
    } finally {
      await file.close();
    }
  }
  const tables: Manifest["tables"] = {};
  for (const record of scan.records) tally(tables, scan.header, record);
  const manifest: Manifest = {
    logId: scan.header.logId,
    segment,
    sizeBytes: scan.goodEnd,
    checksum: crc32(bytes.subarray(0, scan.goodEnd)),
    tables,
    closedUnixMs: nowMs,
    lostBytes: 0,
  };
  await writeManifest(files, paths, manifest);
  return manifest;
}
