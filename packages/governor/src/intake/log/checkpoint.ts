import { crc32 } from "node:zlib";

import { writeAtomically, type LogFile, type LogFiles } from "./files.ts";
import type { LogPaths } from "./paths.ts";

/**
 * The newest segment whose rows are all in the store. Two slots in a file made once, written in turn and in place: a
 * torn write leaves the other slot, and a full disk, which only consuming the log can empty, does not stop it.
 */
export interface Checkpoint {
  readonly segment: number;
  /** Durable when it resolves. */
  advance(segment: number): Promise<void>;
  close(): Promise<void>;
}

const SLOT_OFFSETS = [0, 512] as const;
const SLOT_BYTES = 12;
const FILE_BYTES = 1024;

export async function openCheckpoint(files: LogFiles, paths: LogPaths): Promise<Checkpoint> {
  let bytes = await files.read(paths.checkpoint);
  if (bytes === null || bytes.length < FILE_BYTES) {
    bytes = Buffer.alloc(FILE_BYTES);
    await writeAtomically(files, paths.dir, paths.checkpoint, bytes);
  }
  const slots = SLOT_OFFSETS.map((offset) => slotAt(bytes, offset));
  const file = await files.update(paths.checkpoint);
  return inPlace(file, Math.max(...slots), (slots[0] ?? 0) > (slots[1] ?? 0) ? 1 : 0);
}

function inPlace(file: LogFile, start: number, firstSlot: number): Checkpoint {
  let current = start;
  let slot = firstSlot;
  return {
    get segment() {
      return current;
    },
    async advance(segment) {
      const bytes = Buffer.alloc(SLOT_BYTES);
      bytes.writeBigUInt64LE(BigInt(segment), 4);
      bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
      await file.write([bytes], SLOT_OFFSETS[slot] ?? 0);
      await file.sync();
      slot = 1 - slot;
      current = segment;
    },
    close: () => file.close(),
  };
}

function slotAt(bytes: Buffer, offset: number): number {
  const content = bytes.subarray(offset + 4, offset + SLOT_BYTES);
  if (crc32(content) !== bytes.readUInt32LE(offset)) return 0;
  return Number(content.readBigUInt64LE());
}
