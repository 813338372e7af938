import { nodes, parse } from "./syntax.ts";
import { isCode, lineAt, type Tree } from "./tree.ts";

const FILE_LINES = 400;
const FUNCTION_LINES = 70;

/** Law 8: no file over 400 lines. */
export function filesAreShort(tree: Tree): string[] {
  return tree
    .filter(({ path }) => isCode(path) || path.endsWith(".sql"))
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > FILE_LINES)
    .map(
      ({ path, lines }) =>
        `${path} has ${lines} lines, ${FILE_LINES} at most; find the second idea in it, give it a file`,
    );
}

/** Law 8: no function over 70 lines. A test's describe block is a list, not a function. */
export function functionsAreShort(tree: Tree): string[] {
  return tree
    .filter(({ path }) => isCode(path) && !/\.test\.tsx?$/.test(path))
    .flatMap((file) =>
      [...nodes(parse(file))]
        .filter(({ type }) => /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type))
        .map(({ start, end }) => ({ line: lineAt(file.text, start), last: lineAt(file.text, end) }))
        .filter(({ line, last }) => last - line + 1 > FUNCTION_LINES)
        .map(
          ({ line, last }) =>
            `${file.path}:${line} is a function of ${last - line + 1} lines, ${FUNCTION_LINES} at most; ` +
            "name its steps and call them in order",
        ),
    );
}
