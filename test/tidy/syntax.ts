import { posix } from "node:path";
import { parseSync } from "oxc-parser";
import { lineAt, type SourceFile, type Tree } from "./tree.ts";

/** A node of the ESTree that the parser returns. */
export interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

export interface Import {
  /** As written: `./read.ts`, `node:fs`, `@governor/contract`. */
  specifier: string;
  /** The file it names, from the root of the checkout; null for a package. */
  target: string | null;
  line: number;
  /** What it is called here: `read` of `import { read } …`. */
  names: string[];
  /** Gone after type stripping. */
  isTypeOnly: boolean;
}

const programs = new WeakMap<SourceFile, Node>();

export function parse(file: SourceFile): Node {
  let program = programs.get(file);
  if (!program) {
    const result = parseSync(file.path, file.text, { sourceType: "module" });
    const [error] = result.errors;
    if (error) throw new Error(`${file.path} does not parse: ${error.message}`);
    program = result.program as unknown as Node;
    programs.set(file, program);
  }
  return program;
}

/** Every node below and including `root`, parents first. */
export function* nodes(root: Node): Generator<Node> {
  yield root;
  for (const value of Object.values(root)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* nodes(child);
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** `a.b.c` of a chain of plain names, `new`-less; null for anything else. */
export function dottedName(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === "Identifier") return node["name"] as string;
  if (node.type === "CallExpression") return dottedName(node["callee"]);
  if (node.type !== "MemberExpression" || node["computed"] === true) return null;
  const object = dottedName(node["object"]);
  return object === null ? null : `${object}.${dottedName(node["property"])}`;
}

/** Imports and re-exports of a file, dynamic ones with a literal path included. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  for (const node of nodes(parse(file))) {
    if (!/^(?:Import(?:Declaration|Expression)|Export(?:Named|All)Declaration)$/.test(node.type)) continue;
    const source = node["source"];
    if (!isNode(source) || typeof source["value"] !== "string") continue;
    const specifier = source["value"];
    found.push({
      specifier,
      target: specifier.startsWith(".") ? posix.join(posix.dirname(file.path), specifier) : null,
      line: lineAt(file.text, node.start),
      names: localNames(node),
      isTypeOnly: isTypeOnly(node),
    });
  }
  return found;
}

/** The files that `entry` runs, itself included: what it imports as values, and what those import. */
export function reachableFrom(entry: SourceFile, tree: Tree): SourceFile[] {
  const reached = new Set([entry]);
  for (const file of reached) {
    for (const { target, isTypeOnly: erased } of importsOf(file)) {
      const next = erased ? undefined : tree.find((other) => other.path === target);
      if (next && /\.[jt]sx?$/.test(next.path)) reached.add(next);
    }
  }
  return [...reached];
}

function localNames(node: Node): string[] {
  const specifiers = (node["specifiers"] ?? []) as Node[];
  return specifiers.map((one) => dottedName(one["local"])).filter((name) => name !== null);
}

function isTypeOnly(node: Node): boolean {
  if (node["importKind"] === "type" || node["exportKind"] === "type") return true;
  const specifiers = node["specifiers"];
  return (
    Array.isArray(specifiers) &&
    specifiers.length > 0 &&
    specifiers.every((one: Node) => one["importKind"] === "type" || one["exportKind"] === "type")
  );
}
