import { readFileSync, statSync } from "node:fs";
import { GovernorError } from "../errors.ts";
import { buildCatalog } from "./build.ts";
import type { Catalog } from "./catalog.ts";
import { shapeProblems } from "./shape.ts";
import { nestingProblem } from "./depth.ts";
import { CATALOG_LIMITS } from "./limits.ts";
import type { Problem } from "./problem.ts";
import { referenceProblems, type Names } from "./references.ts";
import { catalogSchema, type CatalogSource } from "./schema.ts";
import { readCatalogFile, type CatalogFile } from "./source.ts";

export { formatProblems, type Problem } from "./problem.ts";

/**
 * The catalog in a file. Loads zod and yaml (60 ms): import this module when a catalog is really read.
 * Throws `catalog.unreadable`, or `catalog.invalid` whose `details` are every `Problem` of the file.
 */
export function loadCatalog(path: string): Catalog {
  return parseCatalog(readCatalogText(path), path);
}

/**
 * As `loadCatalog`, of a file that may be one part of several: what it refers to and does not define is left to the
 * merge with the other parts. For a start that must refuse a broken file before anything else is opened.
 */
export function demandReadable(path: string): void {
  const read = readPart(readCatalogText(path), path);
  const problems = [...read.problems, ...read.referenceProblems()];
  if (problems.some(({ rule }) => !REFERENCE_RULES.has(rule))) throw invalidCatalog(path, inOrder(problems));
}

/** What another part of the catalog may resolve. */
export const REFERENCE_RULES: ReadonlySet<string> = new Set(["unknown-team", "unknown-service"]);

/** The problems of a catalog, as an error that names the first one. */
export function invalidCatalog(file: string, problems: readonly Problem[]): GovernorError {
  return new GovernorError(
    "catalog.invalid",
    { file, ...summaryOf(problems) },
    { details: problems.slice(0, CATALOG_LIMITS.problems) },
  );
}

/** `3 problems`, and the first with its place. */
export function summaryOf(problems: readonly Problem[]): { count: string; first: string } {
  const [first] = problems;
  return {
    count: problems.length === 1 ? "1 problem" : `${problems.length} problems`,
    first: first ? `${first.file}:${first.line}:${first.column} ${first.message}` : "",
  };
}

/**
 * The catalog in a text; `file` is what its problems name, `elsewhere` what other parts define. Throws as
 * `loadCatalog` does.
 */
export function parseCatalog(text: string, file: string, elsewhere?: Names): Catalog {
  const found = checkCatalog(text, file, elsewhere);
  if ("catalog" in found) return found.catalog;
  throw invalidCatalog(file, found.problems);
}

/** The text of a catalog's file; throws `catalog.unreadable`. */
export function readCatalogText(path: string): string {
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

function checkCatalog(text: string, file: string, elsewhere?: Names): { catalog: Catalog } | { problems: Problem[] } {
  const read = readPart(text, file);
  const problems = [...read.problems, ...read.referenceProblems(elsewhere)];
  if (problems.length > 0 || read.parsed === null) return { problems: inOrder(problems) };
  return { catalog: buildCatalog(read.parsed, file) };
}

/** A file held to the schema. What it refers to may stand in other parts, so references are checked in a second step. */
export interface ReadPart {
  source: CatalogFile;
  /** As the YAML says it, unchecked; null below a syntax error. */
  value: unknown;
  /** Null where the schema is not met. */
  parsed: CatalogSource | null;
  /** Of syntax and shape. */
  problems: Problem[];
  /** What the schema cannot say; `elsewhere` are the names that other parts define. */
  referenceProblems(elsewhere?: Names): Problem[];
}

export function readPart(text: string, file: string): ReadPart {
  const nesting = nestingProblem(text, file);
  const source = readCatalogFile(nesting === null ? text : "", file);
  const syntax = nesting === null ? syntaxProblems(source) : [nesting];
  const broken = (problems: Problem[]): ReadPart => {
    return { source, value: null, parsed: null, problems, referenceProblems: () => [] };
  };
  // Below a syntax error the tree is a guess: what it seems to hold is not worth a word. A key given twice leaves it whole.
  if (syntax.some((problem) => problem.rule !== "duplicate-key")) return broken(syntax);

  let value: unknown;
  try {
    value = source.document.toJS({ maxAliasCount: CATALOG_LIMITS.yamlAliases }) ?? {};
  } catch {
    const fix = "Write the repeated part out, or use fewer aliases.";
    const message = `Its aliases (*name) expand to more than ${CATALOG_LIMITS.yamlAliases} copies.`;
    return broken([source.problemAt([], "key", { rule: "limit", message, fix })]);
  }
  const parsed = catalogSchema.safeParse(value);
  return {
    source,
    value,
    parsed: parsed.data ?? null,
    problems: [...syntax, ...(parsed.success ? [] : shapeProblems(parsed.error.issues, value, source))],
    referenceProblems: (elsewhere) => referenceProblems(value, source, elsewhere),
  };
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

export function inOrder(problems: Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column || a.rule.localeCompare(b.rule));
}
