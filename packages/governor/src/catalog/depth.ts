import { CATALOG_LIMITS } from "./limits.ts";
import { frameOf, type Problem } from "./problem.ts";

/**
 * Where brackets are nested deeper than any catalog needs. Counted before the text is parsed, which for a megabyte of them
 * takes seconds during which a server answers nobody; brackets in quotes and comments count too.
 */
export function nestingProblem(text: string, file: string): Problem | null {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "[" || char === "{") depth++;
    else if ((char === "]" || char === "}") && depth > 0) depth--;
    if (depth > CATALOG_LIMITS.nesting) return problemAt(text, at, file);
  }
  return null;
}

function problemAt(text: string, at: number, file: string): Problem {
  const before = text.slice(0, at).split(/\r?\n/);
  const [line, column] = [before.length, (before.at(-1) ?? "").length + 1];
  return {
    file,
    line,
    column,
    at: "",
    rule: "yaml-syntax",
    message: `Brackets are nested more than ${CATALOG_LIMITS.nesting} deep.`,
    fix: "Close the brackets that were opened before.",
    frame: frameOf(text.split(/\r?\n/), line, column, 1),
  };
}
