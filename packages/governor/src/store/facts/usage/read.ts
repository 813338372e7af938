import { sqlFile } from "../../sql.ts";
import type { FactsClient } from "../client.ts";

/** What a table of facts takes on disk. */
export interface FactsTableUsage {
  table: string;
  rows: number;
  sizeBytes: number;
  /** Rows older than this are dropped; null where they are kept for ever. */
  retentionDays: number | null;
  /** By the server's day of arrival; only of tables that keep their days apart. */
  days: { day: string; rows: number; sizeBytes: number }[];
}

export interface FactsUsage {
  tables: FactsTableUsage[];
  /** When the oldest span that is kept arrived; null where there is none. */
  firstMs: number | null;
}

export async function readFactsUsage(client: FactsClient): Promise<FactsUsage> {
  const [parts, tables, firsts] = await Promise.all([
    client.rows<{ table: string; day: string; rows: string; bytes: string }>(sqlFile(import.meta.url, "parts.sql"), {}),
    client.rows<{ table: string; partition: string; retention_days: number }>(
      sqlFile(import.meta.url, "tables.sql"),
      {},
    ),
    client.rows<{ first_ms: string }>(sqlFile(import.meta.url, "first.sql"), {}),
  ]);
  const usage = tables.map(({ table, partition, retention_days }): FactsTableUsage => {
    const days = parts
      .filter((part) => part.table === table)
      .map(({ day, rows, bytes }) => ({ day, rows: Number(rows), sizeBytes: Number(bytes) }));
    return {
      table,
      rows: sum(days.map(({ rows }) => rows)),
      sizeBytes: sum(days.map(({ sizeBytes }) => sizeBytes)),
      retentionDays: retention_days === 0 ? null : retention_days,
      days: BY_DAY.test(partition) ? days : [],
    };
  });
  return { tables: usage, firstMs: Number(firsts[0]?.first_ms ?? 0) || null };
}

/** A partition key that is a day: `toDate(received_at)`, `received_on`. */
const BY_DAY = /^(toDate\(\w+\)|\w+)$/;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
