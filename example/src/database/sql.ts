import { readFileSync } from "node:fs";

/**
 * The statement in `fileName` beside the module, without its comment lines: they explain the statement to a reader
 * of the repository and would only fill the spans that carry it.
 */
export function sqlFile(importMetaUrl: string, fileName: string): string {
  const text = readFileSync(new URL(fileName, importMetaUrl), "utf8");
  return text
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("--"))
    .join("\n")
    .trim();
}
