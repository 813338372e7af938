import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
} from "yaml";
import { frameOf, type Problem } from "./problem.ts";

export type Path = readonly (string | number)[];

/** Which end of an entry a problem is about: its key, its value, or the key under which something is missing. */
export type Side = "key" | "value";

/** A parsed file that knows where each of its parts stands. */
export interface CatalogFile {
  document: Document.Parsed;
  /** Aliases (*name) without an anchor (&name) above them, which YAML itself notices only when values are made. */
  looseAliases: { name: string; range: readonly [number, number] }[];
  /** A problem at the entry with this path; at the nearest part that exists, where it does not. */
  problemAt(path: Path, side: Side, what: Pick<Problem, "rule" | "message" | "fix">): Problem;
  /** A problem at a range of characters. */
  problemIn(range: readonly [number, number], what: Pick<Problem, "rule" | "message" | "fix">): Problem;
}

/** Parse YAML, keeping the place of everything. Syntax errors are left in `document.errors`. */
export function readCatalogFile(text: string, file: string): CatalogFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lines = text.split(/\r?\n/);

  const problemIn: CatalogFile["problemIn"] = ([start, end], what) => {
    const { line, col } = counter.linePos(start);
    const place = { line: Math.max(1, line), column: Math.max(1, col) };
    const length = Math.max(1, text.slice(start, end).split(/\r?\n/)[0]?.trimEnd().length ?? 1);
    return { file, ...place, at: "", ...what, frame: frameOf(lines, place.line, place.column, length) };
  };
  return {
    document,
    looseAliases: looseAliasesOf(document),
    problemIn,
    problemAt: (path, side, what) => ({ ...problemIn(rangeOf(document, path, side), what), at: path.join(".") }),
  };
}

function looseAliasesOf(document: Document.Parsed): CatalogFile["looseAliases"] {
  const anchors = new Set<string>();
  const loose: CatalogFile["looseAliases"] = [];
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) {
        if (!anchors.has(node.source)) loose.push({ name: node.source, range: written(node) ?? [0, 0] });
      } else if (node.anchor) anchors.add(node.anchor);
    },
  });
  return loose;
}

function rangeOf(document: Document.Parsed, path: Path, side: Side): readonly [number, number] {
  let node: unknown = document.contents;
  let range: readonly [number, number] = startOf(document.contents);
  for (const [depth, part] of path.entries()) {
    const entry = entryOf(resolved(document, node), part);
    if (!entry) return range;
    const last = depth === path.length - 1;
    node = entry.value;
    // An empty value has no width of its own: its key is where a person looks.
    range = (last && side === "value" && written(entry.value)) || written(entry.key) || written(entry.value) || range;
  }
  return range;
}

function resolved(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function entryOf(node: unknown, part: string | number): { key: unknown; value: unknown } | null {
  if (isSeq(node) && typeof part === "number") return { key: null, value: node.items[part] };
  if (!isMap(node)) return null;
  // Of a key given twice the last is the one whose value is read.
  const pair = node.items.findLast((item) => isScalar(item.key) && String(item.key.value ?? "") === String(part));
  return pair ? { key: pair.key, value: pair.value } : null;
}

function written(node: unknown): readonly [number, number] | null {
  if (!isNode(node) || !node.range || node.range[0] === node.range[1]) return null;
  return [node.range[0], node.range[1]];
}

/** The first entry's key, for what is missing at the top. */
function startOf(contents: Node | null): readonly [number, number] {
  const first = isMap(contents) ? contents.items[0]?.key : contents;
  return written(first) ?? [0, 0];
}
