import { crc32 } from "node:zlib";

import { writeAtomically, type LogFile, type LogFiles } from "./files.ts";
import type { LogPaths } from "./paths.ts";

/**
 * The newest segment whose rows are all in the store. Two slots in a file made once, written in turn and in place: a
 * torn write leaves the other slot, and a full disk, which only consuming the log can empty, does not stop it.
 */
export interface Checkpoint {
  readonly segment: number;
  /** Of the slots as they were found: one that is damaged may have named the next segment, two name nothing. */
  readonly damagedSlots: number;
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
  const [first = 0, second = 0] = slots.map((segment) => segment ?? -1);
  const file = await files.update(paths.checkpoint);
  const damagedSlots = slots.filter((segment) => segment === null).length;
  return inPlace(file, Math.max(first, second, 0), first > second ? 1 : 0, damagedSlots);
}

function inPlace(file: LogFile, start: number, firstSlot: number, damagedSlots: number): Checkpoint {
  let current = start;
  let slot = firstSlot;
  return {
    damagedSlots,
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

/** Null when it is damaged; a slot that was never written is 0. */
function slotAt(bytes: Buffer, offset: number): number | null {
  const slot = bytes.subarray(offset, offset + SLOT_BYTES);
  if (slot.every((byte) => byte === 0)) return 0;
  const content = slot.subarray(4);
  return crc32(content) === slot.readUInt32LE(0) ? Number(content.readBigUInt64LE()) : null;
}
