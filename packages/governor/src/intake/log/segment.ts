import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

import type { LogFile, LogFiles } from "./files.ts";
import { encodeHeader, encodeRecordHeader, type Entry, type SegmentHeader, type TableSchema } from "./format.ts";
import { tally, type Manifest } from "./manifest.ts";
import type { LogPaths } from "./paths.ts";

/** A segment that is being written. What it says of itself is what is durable. */
export interface OpenSegment {
  readonly segment: number;
  readonly sizeBytes: number;
  readonly rows: number;
  /** When its first rows became durable, epoch milliseconds; null before. */
  readonly firstUnixMs: number | null;
  /** Write the entries and sync once. When it throws, nothing of them counts and the segment takes no more. */
  commit(entries: readonly Entry[], nowMs: number): Promise<void>;
  manifest(nowMs: number): Manifest;
  close(): Promise<void>;
}

export interface SegmentOptions {
  files: LogFiles;
  paths: LogPaths;
  logId: string;
  segment: number;
  tables: readonly TableSchema[];
  nowMs: number;
}

/** Makes the file; its name is durable when this resolves, its header with the first commit. */
export async function createSegment(options: SegmentOptions): Promise<OpenSegment> {
  const { files, paths, logId, segment, nowMs } = options;
  const marker = randomBytes(8);
  const header: SegmentHeader = {
    logId,
    segment,
    marker: marker.toString("hex"),
    createdUnixMs: nowMs,
    tables: [...options.tables],
  };
  const file = await files.create(paths.segment(segment));
  try {
    await files.syncDir(paths.dir);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  return written(file, header, marker);
}

function written(file: LogFile, header: SegmentHeader, marker: Buffer): OpenSegment {
  const { logId, segment } = header;
  const tables: Manifest["tables"] = {};
  let sizeBytes = 0;
  let rows = 0;
  let checksum = 0;
  let firstUnixMs: number | null = null;
  return {
    segment,
    get sizeBytes() {
      return sizeBytes;
    },
    get rows() {
      return rows;
    },
    get firstUnixMs() {
      return firstUnixMs;
    },
    async commit(entries, nowMs) {
      const pieces: Uint8Array[] = sizeBytes === 0 ? [encodeHeader(header)] : [];
      for (const entry of entries) pieces.push(encodeRecordHeader(entry, marker, segment), entry.payload);
      await file.write(pieces, sizeBytes);
      await file.sync();
      // Somebody may clean up the wrong folder. A sync of a file without a name proves nothing, and asking costs microseconds.
      if (!(await file.isLinked())) throw new Error("the segment's file was deleted while it was written");
      for (const piece of pieces) {
        checksum = crc32(piece, checksum);
        sizeBytes += piece.length;
      }
      for (const entry of entries) {
        rows += entry.rows;
        tally(tables, header, entry);
      }
      firstUnixMs ??= nowMs;
    },
    manifest: (nowMs) => ({
      logId,
      segment,
      sizeBytes,
      checksum,
      tables: structuredClone(tables),
      closedUnixMs: nowMs,
      lostBytes: 0,
    }),
    close: () => file.close(),
  };
}
