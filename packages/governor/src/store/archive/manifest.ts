import { z } from "zod";

/** Raised when a reader of the earlier one could no longer restore what is written. */
export const BACKUP_FORMAT = 1;

export const MANIFEST_NAME = "manifest.json";

/** By the table's name, which becomes part of statements. */
const tables = z.record(z.string().regex(/^[a-z][a-z0-9_]{0,62}$/), z.object({ rows: z.number().int().nonnegative() }));

/** What a backup says of itself; its last file, since it holds the checksums of all others. */
export const backupManifest = z.object({
  format: z.number().int(),
  governor: z.string(),
  createdAt: z.iso.datetime(),
  /** Spans and events that were acknowledged and not yet in the store when it was copied; 0 unless the store was behind. */
  rowsNotIncluded: z.number().int(),
  /** Null where the facts are on a ClickHouse server, which has its own backup. */
  facts: z.object({ schemaVersion: z.number().int(), tables }).nullable(),
  state: z.object({ schemaVersion: z.number().int(), tables, sequences: z.record(z.string(), z.string()) }),
  entries: z.record(z.string(), z.object({ sizeBytes: z.number().int().nonnegative(), sha256: z.string() })),
});

export type BackupManifest = z.infer<typeof backupManifest>;
