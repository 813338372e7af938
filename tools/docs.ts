import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedPages, stalePages } from "./docs/pages.ts";

const root = dirname(import.meta.dirname);

/** `make docs` writes the generated pages; `--check` only says which ones are out of date. */
if (process.argv.includes("--check")) {
  const stale = await stalePages(root);
  for (const problem of stale) console.error(problem);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of await generatedPages(root)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.error(`wrote ${path}`);
  }
}
