import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Sql } from "./facts/facts.ts";

/**
 * A statement from the `.sql` file beside the calling module, read once per process.
 * Its name is `<folder>/<file>`, which is how it appears in logs and errors.
 *
 * @example const READ = sqlFile(import.meta.url, "read.sql");
 */
export function sqlFile(importMetaUrl: string, fileName: string): Sql {
  const folder = dirname(fileURLToPath(importMetaUrl));
  const path = join(folder, fileName);
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const sql: Sql = { text: readFileSync(path, "utf8"), name: `${basename(folder)}/${fileName}` };
  loaded.set(path, sql);
  return sql;
}

const loaded = new Map<string, Sql>();
