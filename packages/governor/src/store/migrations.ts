import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { GovernorError } from "../errors.ts";

/** One numbered `.sql` file: `0001_spans.sql`. */
export interface Migration {
  version: number;
  name: string;
  /** In order; a statement ends at a `;` that closes its line. */
  statements: string[];
}

const FILE_NAME = /^(\d{4})_([a-z0-9_]+)\.sql$/;

/** The migrations of a folder, ascending. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .map((file) => FILE_NAME.exec(file))
    .filter((match) => match !== null)
    .map(([file, version]) => ({
      version: Number(version),
      name: file,
      statements: statementsOf(readFileSync(join(folder, file), "utf8")),
    }))
    .toSorted((a, b) => a.version - b.version);
}

/** What is still to do. Refuses a store that a newer program has changed: its tables may mean something else now. */
export function pendingMigrations(
  store: "facts" | "state",
  known: readonly Migration[],
  applied: ReadonlySet<number>,
): Migration[] {
  const newest = known.at(-1)?.version ?? 0;
  const found = Math.max(0, ...applied);
  if (found > newest) throw new GovernorError("store.schema-newer", { store, found, known: newest });
  return known.filter((migration) => !applied.has(migration.version));
}

function statementsOf(text: string): string[] {
  return text
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/^--.*$/gm, "").trim() !== "");
}
