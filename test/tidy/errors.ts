import { dottedName, isNode, nodes, parse, type Node } from "./syntax.ts";
import { isTest, lineAt, type SourceFile, type Tree } from "./tree.ts";

export interface ErrorLine {
  message: string;
  remedy: string;
}

/** Law 5: every error is used, documented, and says what to do. */
export function errorsAreComplete(tree: Tree, errors: Record<string, ErrorLine>): string[] {
  const page = tree.find(({ path }) => path === "docs/errors.md")?.text ?? "";
  const sources = tree.filter(({ path }) => isProduct(path) && !path.startsWith("packages/governor/src/errors"));
  return Object.entries(errors).flatMap(([code, { message, remedy }]) => [
    ...(page.includes(`## ${code}\n`) ? [] : [`error ${code} is not in docs/errors.md; run make docs`]),
    ...(sources.some(({ text }) => mentions(text, code))
      ? []
      : [`error ${code} is never thrown; throw it or remove it`]),
    ...(message.trim() && remedy.trim() ? [] : [`error ${code} lacks its message or its remedy; say what to do`]),
  ]);
}

/** Law 5: a thrown error fills every placeholder of its line. */
export function errorsAreFilled(tree: Tree, errors: Record<string, ErrorLine>): string[] {
  return tree
    .filter(({ path }) => isProduct(path) && path.endsWith(".ts"))
    .flatMap((file) =>
      [...nodes(parse(file))]
        .filter((node) => node.type === "NewExpression" && dottedName(node["callee"]) === "GovernorError")
        .flatMap((node) => missingParameters(file, node, errors)),
    );
}

function isProduct(path: string): boolean {
  return /^packages\/governor\/(?:src|bin)\/.*\.[jt]s$/.test(path) && !isTest(path);
}

/** The code as a whole word, so that `config.invalid` does not count as a use of `config.in`. */
function mentions(text: string, code: string): boolean {
  return new RegExp(`(?<![\\w.-])${code.replaceAll(".", "\\.")}(?![\\w-])`).test(text);
}

function missingParameters(file: SourceFile, thrown: Node, errors: Record<string, ErrorLine>): string[] {
  const [code, parameters] = thrown["arguments"] as (Node | undefined)[];
  const line = code?.type === "Literal" ? errors[String(code["value"])] : undefined;
  if (line === undefined || (parameters !== undefined && parameters.type !== "ObjectExpression")) return [];
  const given = ((parameters?.["properties"] ?? []) as Node[]).map((one) =>
    isNode(one["key"]) ? dottedName(one["key"]) : null,
  );
  if (given.includes(null)) return []; // spread or computed: not to be told by reading
  const wanted = [...`${line.message} ${line.remedy}`.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
  return [...new Set(wanted)]
    .filter((name) => !given.includes(name))
    .map(
      (name) =>
        `${file.path}:${lineAt(file.text, thrown.start)} leaves {${name}} of ${String(code?.["value"])} empty; pass it`,
    );
}
