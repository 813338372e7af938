import { crc32 } from "node:zlib";

import type { LogFiles } from "./files.ts";
import { scanSegment, type ScannedRecord, type SegmentHeader } from "./format.ts";
import type { Manifest } from "./manifest.ts";
import type { LogPaths } from "./paths.ts";
import { quarantine } from "./quarantine.ts";
import { salvage } from "./salvage.ts";

export interface LoadedSegment {
  /** Null when nothing of the segment could be read. */
  header: SegmentHeader | null;
  records: readonly ScannedRecord[];
  /** The damage that was found, in words. */
  problem: string | null;
}

/**
 * A closed segment, checked against its manifest before any of it is inserted. It is held in memory (some 20 MB at
 * most), so that what was checked is what is sent, at each attempt.
 */
export async function loadSegment(
  files: LogFiles,
  paths: LogPaths,
  manifest: Manifest,
  nowMs: number,
): Promise<LoadedSegment> {
  const { segment } = manifest;
  const bytes = await files.read(paths.segment(segment));
  if (bytes === null) return nothing(`segment ${segment} of the write-ahead log is gone; its rows are lost`);
  const counted = bytes.subarray(0, manifest.sizeBytes);
  const scan = scanSegment(counted);
  const intact = counted.length === manifest.sizeBytes && crc32(counted) === manifest.checksum;
  if (!scan.readable) {
    return nothing(await quarantine(files, paths, segment, `it cannot be read: ${scan.reason}`, nowMs));
  }
  if (intact) return { header: scan.header, records: scan.records, problem: null };
  const { problem } = await salvage(files, paths, segment, counted, scan, manifest.sizeBytes, nowMs);
  return { header: scan.header, records: scan.records, problem };
}

function nothing(problem: string): LoadedSegment {
  return { header: null, records: [], problem };
}
