import { readFileSync, statSync } from "node:fs";
import { GovernorError } from "../errors.ts";
import { buildCatalog } from "./build.ts";
import type { Catalog } from "./catalog.ts";
import { shapeProblems } from "./shape.ts";
import { CATALOG_LIMITS } from "./limits.ts";
import type { Problem } from "./problem.ts";
import { referenceProblems } from "./references.ts";
import { catalogSchema } from "./schema.ts";
import { readCatalogFile, type CatalogFile } from "./source.ts";

export { formatProblems, type Problem } from "./problem.ts";

/**
 * The catalog in a file. Loads zod and yaml (60 ms): import this module when a catalog is really read.
 * Throws `catalog.unreadable`, or `catalog.invalid` whose `details` are every `Problem` of the file.
 */
export function loadCatalog(path: string): Catalog {
  return parseCatalog(readCatalogText(path), path);
}

/** The catalog in a text; `file` is what its problems name. Throws as `loadCatalog` does. */
export function parseCatalog(text: string, file: string): Catalog {
  const found = checkCatalog(text, file);
  if ("catalog" in found) return found.catalog;
  const { problems } = found;
  const first = problems[0];
  throw new GovernorError(
    "catalog.invalid",
    {
      file,
      count: problems.length === 1 ? "1 problem" : `${problems.length} problems`,
      first: first ? `${first.file}:${first.line}:${first.column} ${first.message}` : "",
    },
    { details: problems.slice(0, CATALOG_LIMITS.problems) },
  );
}

function readCatalogText(path: string): string {
  try {
    const sizeBytes = statSync(path).size;
    if (sizeBytes > CATALOG_LIMITS.fileBytes) {
      throw new Error(`it has ${sizeBytes} bytes, the limit is ${CATALOG_LIMITS.fileBytes}`);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    throw new GovernorError("catalog.unreadable", { file: path, problem: reasonOf(error) }, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "this user may not read it";
  if (code === "EISDIR") return "it is a folder";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "it is not UTF-8 text";
  return error instanceof Error ? error.message : String(error);
}

function checkCatalog(text: string, file: string): { catalog: Catalog } | { problems: Problem[] } {
  const source = readCatalogFile(text, file);
  const syntax = syntaxProblems(source);
  // Below a syntax error the tree is a guess: what it seems to hold is not worth a word. A key given twice leaves it whole.
  if (syntax.some((problem) => problem.rule !== "duplicate-key")) return { problems: inOrder(syntax) };

  let value: unknown;
  try {
    value = source.document.toJS({ maxAliasCount: CATALOG_LIMITS.yamlAliases }) ?? {};
  } catch {
    const fix = "Write the repeated part out, or use fewer aliases.";
    const message = `Its aliases (*name) expand to more than ${CATALOG_LIMITS.yamlAliases} copies.`;
    return { problems: [source.problemAt([], "key", { rule: "limit", message, fix })] };
  }
  const parsed = catalogSchema.safeParse(value);
  const problems = [
    ...syntax,
    ...(parsed.success ? [] : shapeProblems(parsed.error.issues, value, source)),
    ...referenceProblems(value, source),
  ];
  if (problems.length > 0 || !parsed.success) return { problems: inOrder(problems) };
  return { catalog: buildCatalog(parsed.data, file) };
}

function syntaxProblems(source: CatalogFile): Problem[] {
  const said = [...source.document.errors, ...source.document.warnings].map((error) =>
    source.problemIn(error.pos, {
      rule: "yaml-syntax",
      message: `${error.message.replace(/\.$/, "")}.`,
      fix: SYNTAX_FIXES[error.code] ?? "Correct the YAML here or on the line before.",
    }),
  );
  return [...said, ...source.oddities.map(({ range, ...what }) => source.problemIn(range, what))];
}

const SYNTAX_FIXES: Record<string, string> = {
  TAB_AS_INDENT: "Indent with spaces.",
  BAD_INDENT: "Indent this line like the lines beside it, and close what was opened above it.",
  MULTIPLE_DOCS: "Keep one document: remove the `---` and what follows it.",
  TAG_RESOLVE_FAILED: "Remove the tag (!name): a catalog is plain YAML.",
  BLOCK_AS_IMPLICIT_KEY: "Quote the text, or move what follows the colon to a line of its own.",
};

function inOrder(problems: Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column || a.rule.localeCompare(b.rule));
}
