import { crc32 } from "node:zlib";

/**
 * The bytes of a segment.
 *
 *     header   "GOVWAL" · u16 format version · u32 length of the JSON · u32 CRC-32 of the JSON · JSON (SegmentHeader)
 *     record   8 bytes marker · u32 CRC-32 · u32 length of the payload · u8 table · u8 zero · u16 schema version
 *              · u32 rows · payload
 *
 * Numbers are little-endian. A record's CRC covers everything behind it in the record and starts from the segment's id,
 * so that bytes of another segment never pass. The marker is random per segment: no sender can forge one inside a
 * payload, and behind a damaged record the next good one is found again.
 */
export const FORMAT_VERSION = 1;

export interface TableSchema {
  /** 1 … 255; never used again for another table. */
  id: number;
  name: string;
  /** Raised with every change of `columns`. */
  version: number;
  columns: readonly string[];
}

export interface SegmentHeader {
  logId: string;
  segment: number;
  /** 16 hex digits. */
  marker: string;
  createdUnixMs: number;
  /** Column lists as of the writing, so that a later program still inserts these rows into the right columns. */
  tables: TableSchema[];
}

/** Rows of one table, in RowBinary. */
export interface Entry {
  table: number;
  version: number;
  rows: number;
  payload: Uint8Array;
}

export const RECORD_HEADER_BYTES = 24;

const MAGIC = Buffer.from("GOVWAL");
const PREFIX_BYTES = MAGIC.length + 2 + 4 + 4;

export function encodeHeader(header: SegmentHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt16LE(FORMAT_VERSION, 6);
  prefix.writeUInt32LE(json.length, 8);
  prefix.writeUInt32LE(crc32(json), 12);
  return Buffer.concat([prefix, json]);
}

/** The record's header; the payload follows it as it is. */
export function encodeRecordHeader(entry: Entry, marker: Buffer, segment: number): Buffer {
  const bytes = Buffer.alloc(RECORD_HEADER_BYTES);
  marker.copy(bytes, 0, 0, 8);
  bytes.writeUInt32LE(entry.payload.length, 12);
  bytes.writeUInt8(entry.table, 16);
  bytes.writeUInt16LE(entry.version, 18);
  bytes.writeUInt32LE(entry.rows, 20);
  bytes.writeUInt32LE(recordChecksum(bytes, entry.payload, segment), 8);
  return bytes;
}

export interface ScannedRecord extends Entry {
  start: number;
  end: number;
}

/** What a segment's bytes hold. */
export type Scan =
  | { readable: false; reason: string }
  | {
      readable: true;
      header: SegmentHeader;
      headerEnd: number;
      records: ScannedRecord[];
      /** End of the last good record. What follows is torn: nothing in it was acknowledged, or a good record would follow. */
      goodEnd: number;
      /** Bytes that are no records between records that are: damage. */
      lostBytes: number;
    };

/** Read a segment. Payloads are views of `bytes`. */
export function scanSegment(bytes: Buffer): Scan {
  const opened = decodeHeader(bytes);
  if (typeof opened === "string") return { readable: false, reason: opened };
  const { header, headerEnd } = opened;
  const marker = Buffer.from(header.marker, "hex");
  const records: ScannedRecord[] = [];
  let goodEnd = headerEnd;
  let lostBytes = 0;
  let at = headerEnd;
  while (at !== -1 && at < bytes.length) {
    const record = recordAt(bytes, at, marker, header.segment);
    if (record === null) {
      at = bytes.indexOf(marker, at + 1);
      continue;
    }
    lostBytes += record.start - goodEnd;
    records.push(record);
    goodEnd = record.end;
    at = record.end;
  }
  return { readable: true, header, headerEnd, records, goodEnd, lostBytes };
}

function decodeHeader(bytes: Buffer): { header: SegmentHeader; headerEnd: number } | string {
  if (bytes.length < PREFIX_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return "it does not begin as one";
  const version = bytes.readUInt16LE(6);
  if (version !== FORMAT_VERSION) return `its format is ${version}, this program reads ${FORMAT_VERSION}`;
  const headerEnd = PREFIX_BYTES + bytes.readUInt32LE(8);
  const json = bytes.subarray(PREFIX_BYTES, headerEnd);
  if (headerEnd > bytes.length || crc32(json) !== bytes.readUInt32LE(12)) return "its header is damaged";
  return { header: JSON.parse(json.toString()) as SegmentHeader, headerEnd };
}

function recordAt(bytes: Buffer, start: number, marker: Buffer, segment: number): ScannedRecord | null {
  const payloadStart = start + RECORD_HEADER_BYTES;
  if (payloadStart > bytes.length || bytes.compare(marker, 0, 8, start, start + 8) !== 0) return null;
  const end = payloadStart + bytes.readUInt32LE(start + 12);
  if (end > bytes.length) return null;
  const payload = bytes.subarray(payloadStart, end);
  const head = bytes.subarray(start, payloadStart);
  if (recordChecksum(head, payload, segment) !== head.readUInt32LE(8)) return null;
  return {
    start,
    end,
    table: head.readUInt8(16),
    version: head.readUInt16LE(18),
    rows: head.readUInt32LE(20),
    payload,
  };
}

function recordChecksum(head: Buffer, payload: Uint8Array, segment: number): number {
  return crc32(payload, crc32(head.subarray(12, RECORD_HEADER_BYTES), segment >>> 0));
}
