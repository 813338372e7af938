import type { Entry, TableSchema } from "../log/format.ts";
import { LOG_SETTINGS, type LogSettings } from "../log/settings.ts";

/** Two tables whose rows are a number each. */
export const TEST_TABLES: readonly TableSchema[] = [
  { id: 1, name: "numbers", version: 1, columns: ["n"] },
  { id: 2, name: "others", version: 3, columns: ["m"] },
];

export const TEST_SETTINGS: LogSettings = {
  ...LOG_SETTINGS,
  backlogBytes: 1e9,
  segmentAgeMs: 20,
  retryMinMs: 5,
  retryMaxMs: 20,
};

/** Rows of `numbers`, eight bytes each. */
export function numbers(...values: number[]): Entry {
  const payload = Buffer.alloc(values.length * 8);
  values.forEach((value, i) => payload.writeBigUInt64LE(BigInt(value), i * 8));
  return { table: 1, version: 1, rows: values.length, payload };
}

export function others(...values: number[]): Entry {
  return { ...numbers(...values), table: 2, version: 3 };
}

export function numbersIn(bytes: Uint8Array): number[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: buffer.length / 8 }, (_, i) => Number(buffer.readBigUInt64LE(i * 8)));
}
