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
  type YAMLMap,
} from "yaml";
import { frameOf, type Problem } from "./problem.ts";

/** From the first character to behind the last, counted from the file's start. */
type Range = readonly [start: number, end: number];
export type Path = readonly (string | number)[];

export type What = Pick<Problem, "rule" | "message" | "fix">;

/** Which end of an entry a problem is about: its key, its value, or the key under which something is missing. */
export type Side = "key" | "value";

/** A parsed file that knows where each of its parts stands. */
export interface CatalogFile {
  document: Document.Parsed;
  /** What the parser lets pass and a catalog does not: keys given twice, keys that are not text, aliases of nothing. */
  oddities: (What & { range: Range })[];
  /** A problem at the entry with this path; at the nearest part that exists, where it does not. */
  problemAt(path: Path, side: Side, what: What): Problem;
  /** A problem at a range of characters. */
  problemIn(range: Range, what: What): Problem;
}

/** Parse YAML, keeping the place of everything. Syntax errors are left in `document.errors`. */
export function readCatalogFile(text: string, file: string): CatalogFile {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    logLevel: "error",
    uniqueKeys: false,
  });
  const lines = text.split(/\r?\n/);

  const entries = entryIndex();
  const problemIn: CatalogFile["problemIn"] = ([start, end], what) => {
    const { line, col } = counter.linePos(start);
    const place = { line: Math.max(1, line), column: Math.max(1, col) };
    const length = Math.max(1, text.slice(start, end).split(/\r?\n/)[0]?.trimEnd().length ?? 1);
    return { file, ...place, at: "", ...what, frame: frameOf(lines, place.line, place.column, length) };
  };
  return {
    document,
    oddities: odditiesOf(document),
    problemIn,
    problemAt: (path, side, what) => ({
      ...problemIn(rangeOf(document, entries, path, side), what),
      at: path.join("."),
    }),
  };
}

function odditiesOf(document: Document.Parsed): CatalogFile["oddities"] {
  const anchors = new Set<string>();
  const found: CatalogFile["oddities"] = [];
  visit(document, {
    Alias: (_key, { source: name, range }) => {
      if (anchors.has(name)) return;
      const fix = `Define the anchor (&${name}) above the alias (*${name}), or write the value out.`;
      found.push({ range: span(range), rule: "yaml-syntax", message: `There is no anchor "${name}" above.`, fix });
    },
    Map: (_key, map) => {
      if (map.anchor) anchors.add(map.anchor);
      found.push(...keyOddities(map));
    },
    Value: (_key, node) => void (node.anchor && anchors.add(node.anchor)),
  });
  return found;
}

/** The parser's own check for keys given twice compares each with each, which takes minutes on a large file. */
function keyOddities(map: YAMLMap): CatalogFile["oddities"] {
  const keys = new Set<string>();
  return map.items.flatMap(({ key }) => {
    const range = span(isNode(key) ? key.range : null);
    if (!isScalar(key)) {
      const fix = "Write one word or a quoted text before the colon.";
      return [{ range, rule: "yaml-syntax", message: "A key has to be text.", fix }];
    }
    const text = String(key.value ?? "");
    if (keys.has(text)) {
      const fix = "Remove one of the two, or give it another name.";
      return [{ range, rule: "duplicate-key", message: `"${text}" was given before in the same place.`, fix }];
    }
    keys.add(text);
    return [];
  });
}

function rangeOf(document: Document.Parsed, entries: EntryIndex, path: Path, side: Side): Range {
  let node: unknown = document.contents;
  let range: Range = startOf(document.contents);
  for (const [depth, part] of path.entries()) {
    const entry = entries(resolved(document, node), part);
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

type Entry = { key: unknown; value: unknown };
type EntryIndex = (node: unknown, part: string | number) => Entry | null;

/** Finds entries by key in constant time: a file may be large and every line of it wrong. */
function entryIndex(): EntryIndex {
  const known = new WeakMap<YAMLMap, Map<string, Entry>>();
  return (node, part) => {
    if (isSeq(node) && typeof part === "number") return { key: null, value: node.items[part] };
    if (!isMap(node)) return null;
    const entries = known.get(node) ?? entriesOf(node);
    known.set(node, entries);
    return entries.get(String(part)) ?? null;
  };
}

/** By key; of a key given twice the last, which is the one whose value is read. */
function entriesOf(map: YAMLMap): Map<string, Entry> {
  return new Map(map.items.map(({ key, value }) => [isScalar(key) ? String(key.value ?? "") : "", { key, value }]));
}

function written(node: unknown): Range | null {
  const range = span(isNode(node) ? node.range : null);
  return range[0] === range[1] ? null : range;
}

/** A node's own characters, without the comments and line ends that follow. */
function span(range: readonly number[] | null | undefined): Range {
  return [range?.[0] ?? 0, range?.[1] ?? 0];
}

/** The first entry's key, for what is missing at the top. */
function startOf(contents: Node | null): Range {
  const first = isMap(contents) ? contents.items[0]?.key : contents;
  return written(first) ?? [0, 0];
}
