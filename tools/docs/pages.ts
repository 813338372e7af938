import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogJsonSchema } from "../../packages/governor/src/catalog/json-schema.ts";
import { configurationMarkdown } from "../../packages/governor/src/config-page.ts";
import { cliMarkdown } from "./cli.ts";
import { errorsMarkdown } from "./errors.ts";
import { limitsMarkdown } from "./limits.ts";

/** Every page that is made from the source: its path from the root → its text. A new one is a line here. */
const PAGES: Record<string, (root: string) => string | Promise<string>> = {
  "docs/errors.md": errorsMarkdown,
  "docs/limits.md": limitsMarkdown,
  "docs/configuration.md": configurationMarkdown,
  "docs/cli.md": cliMarkdown,
  "docs/governor.schema.json": catalogJsonSchema,
};

export async function generatedPages(root: string): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  for (const [path, make] of Object.entries(PAGES)) pages.set(path, `${(await make(root)).trimEnd()}\n`);
  return pages;
}

/** One line per page that differs from what the source would make now. */
export async function stalePages(root: string): Promise<string[]> {
  const pages = await generatedPages(root);
  return [...pages]
    .filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text)
    .map(([path]) => `${path} is out of date; run make docs and commit it`);
}
