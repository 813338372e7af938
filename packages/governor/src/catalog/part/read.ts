import type { CatalogVersion } from "@governor/contract";
import { sqlFile } from "../../store/sql.ts";
import type { StateQueries } from "../../store/state/state.ts";

const PARTS = sqlFile(import.meta.url, "parts.sql");
const PARTS_AT = sqlFile(import.meta.url, "parts-at.sql");
const NEWEST = sqlFile(import.meta.url, "newest.sql");
const VERSION = sqlFile(import.meta.url, "version.sql");
const VERSIONS = sqlFile(import.meta.url, "versions.sql");

/** A part at one of its versions. */
export interface StoredPart {
  name: string;
  version: number;
  /** The YAML as it was pushed; null at the version that removed the part. */
  text: string | null;
  /** SHA-256, hex. */
  contentHash: string;
  file: string;
  revision: string;
  pushedBy: string;
  pushedMs: number;
}

export type PresentPart = StoredPart & { text: string };

/** The parts in force, in the order in which they first came. */
export async function readParts(state: StateQueries): Promise<PresentPart[]> {
  return present(await state.query<PartRow>(PARTS));
}

/** The parts as they were when `version` was the newest. */
export async function readPartsAt(state: StateQueries, version: number): Promise<PresentPart[]> {
  return present(await state.query<PartRow>(PARTS_AT, [version]));
}

/** Newest version of any part: what a node compares with what it has. Null before the first push. */
export async function readNewestVersion(state: StateQueries): Promise<number | null> {
  const [row] = await state.query<{ version: string | null }>(NEWEST);
  return row?.version == null ? null : Number(row.version);
}

export async function readPartVersion(state: StateQueries, version: number): Promise<StoredPart | null> {
  const [row] = await state.query<PartRow>(VERSION, [version]);
  return row === undefined ? null : partOf(row);
}

/** Newest first; `part` is empty for all of them. */
export async function readVersions(
  state: StateQueries,
  { part, limit }: { part: string; limit: number },
): Promise<CatalogVersion[]> {
  const rows = await state.query<VersionRow>(VERSIONS, [part, limit]);
  return rows.map((row) => ({
    version: Number(row.version),
    part: row.part,
    change: row.change,
    contentHash: row.content_hash,
    revision: row.revision,
    pushedBy: row.actor,
    pushedMs: row.time.getTime(),
    restores: row.restores === null ? null : Number(row.restores),
    inForce: row.in_force,
  }));
}

interface PartRow {
  part: string;
  version: string;
  content: string | null;
  content_hash: string;
  file: string;
  revision: string;
  actor: string;
  time: Date;
}

interface VersionRow extends Omit<PartRow, "content" | "file"> {
  change: CatalogVersion["change"];
  restores: string | null;
  in_force: boolean;
}

function partOf(row: PartRow): StoredPart {
  return {
    name: row.part,
    version: Number(row.version),
    text: row.content,
    contentHash: row.content_hash,
    file: row.file,
    revision: row.revision,
    pushedBy: row.actor,
    pushedMs: row.time.getTime(),
  };
}

function present(rows: readonly PartRow[]): PresentPart[] {
  return rows.map(partOf).filter((part): part is PresentPart => part.text !== null);
}
