import { dottedName, importsOf, isNode, nodes, parse, type Node } from "./syntax.ts";
import { lineAt, type SourceFile, type Tree } from "./tree.ts";

/** A test that cannot fail says nothing. */
export function everyTestAsserts(tree: Tree): string[] {
  return testFiles(tree).flatMap((file) => {
    const asserting = new Set([...assertingHelpers(file), ...assertingImports(file, tree)]);
    return calls(file)
      .filter(({ name, node }) => /^(?:test|it)(?:\.|$)/.test(name) && bodyOf(node) !== null)
      .filter(({ node }) => !asserts(bodyOf(node) as Node, asserting))
      .map(
        ({ node }) => `${file.path}:${lineAt(file.text, node.start)} has no assertion; expect something, or delete it`,
      );
  });
}

/** `.only` hides the other tests; `.skip` hides this one, so it says why. */
export function noTestIsHidden(tree: Tree): string[] {
  return testFiles(tree).flatMap((file) =>
    calls(file).flatMap(({ name, node }) => {
      const line = lineAt(file.text, node.start);
      if (/^(?:test|it|describe|suite)\..*only\b/.test(name)) return [`${file.path}:${line} uses .only; remove it`];
      if (!/(?:^|\.)(?:skip|skipIf|runIf|todo|fails)$/.test(name) || saysWhy(file, node, line)) return [];
      return [`${file.path}:${line} skips without a reason; write it in a comment above, or as the argument of skip()`];
    }),
  );
}

function testFiles(tree: Tree): SourceFile[] {
  return tree.filter(({ path }) => /\.test\.tsx?$/.test(path));
}

function calls(file: SourceFile): { name: string; node: Node }[] {
  return [...nodes(parse(file))]
    .filter((node) => node.type === "CallExpression")
    .flatMap((node) => {
      const name = dottedName(node["callee"]);
      return name === null ? [] : [{ name, node }];
    });
}

/** The function among the arguments of `test("title", options?, function)`. */
function bodyOf(call: Node): Node | null {
  const found = (call["arguments"] as Node[]).find((one) => /^(?:Arrow)?Function/.test(one.type));
  return found ?? null;
}

/** Functions of this file that assert by themselves. */
function assertingHelpers(file: SourceFile): Set<string> {
  const helpers = new Set<string>();
  for (const node of nodes(parse(file))) {
    const body = node.type === "VariableDeclarator" ? node["init"] : node;
    if (!isNode(body) || !/^(?:FunctionDeclaration|ArrowFunctionExpression|FunctionExpression)$/.test(body.type))
      continue;
    const name = dottedName(node["id"]);
    if (name !== null && asserts(body, helpers)) helpers.add(name);
  }
  return helpers;
}

/** What this file imports from files that assert. */
function assertingImports(file: SourceFile, tree: Tree): string[] {
  return importsOf(file).flatMap(({ target, names }) => {
    const source = target === null ? undefined : tree.find(({ path }) => path === target);
    return source !== undefined && asserts(parse(source), new Set()) ? names : [];
  });
}

function asserts(body: Node, helpers: Set<string>): boolean {
  return [...nodes(body)].some((node) => {
    const name = node.type === "CallExpression" ? dottedName(node["callee"]) : null;
    return name !== null && (/^(?:expect|assert|fail)/i.test(name) || helpers.has(name));
  });
}

function saysWhy(file: SourceFile, call: Node, line: number): boolean {
  const [first] = call["arguments"] as (Node | undefined)[];
  const given =
    first?.type === "Literal" &&
    typeof first["value"] === "string" &&
    /^\w+\.skip$/.test(dottedName(call["callee"]) ?? "");
  const isContext = given && !/^(?:test|it|describe)\./.test(dottedName(call["callee"]) ?? "");
  const lines = file.text.split("\n");
  return isContext || /\/\//.test(lines[line - 1] ?? "") || /^\s*(?:\/\/|\*|\/\*)/.test(lines[line - 2] ?? "");
}
