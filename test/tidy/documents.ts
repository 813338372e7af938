import { posix } from "node:path";
import { lineAt, type Tree } from "./tree.ts";

/** Paths from the root and relative links in documents lead somewhere; a row of a tour that names something to look for finds it in its file. */
export function documentsLeadSomewhere(tree: Tree): string[] {
  const texts = new Map(tree.map(({ path, text }) => [path, text]));
  const folders = new Set(tree.flatMap(({ path }) => foldersOf(path)));
  const exists = (path: string): boolean => texts.has(path) || folders.has(path.replace(/\/$/, ""));
  return tree
    .filter(({ path }) => path.endsWith(".md"))
    .flatMap(({ path, text }) => [
      ...pathsIn(path, text)
        .filter((one) => !exists(one.target))
        .map((one) => `${path}:${lineAt(text, one.offset)} points at ${one.target}, which is not there`),
      ...[...text.matchAll(TOUR_ROW)]
        .filter(([, file = "", name = ""]) => texts.has(file) && !texts.get(file)?.includes(name))
        .map((row) => `${path}:${lineAt(text, row.index)} looks for ${row[2]} in ${row[1]}, where it is not`),
    ]);
}

/** `| what happens | `file` | `name` |` */
const TOUR_ROW = /^\|[^|\n]*\| `([^`|\n]+)` *\| `([^`|\n]+)` *\|/gm;
const ROOT_PATH = /`((?:packages|board|bench|deploy|docs|example|test|tools)\/[\w./@-]+)`/g;
const LINK = /\]\((?![a-z]+:|#)([^)#\s]+)(?:#[^)]*)?\)/g;
/** Pictures are not read into the tree. */
const PICTURE = /\.(?:png|svg|jpe?g)$/;

function pathsIn(path: string, text: string): { target: string; offset: number }[] {
  const named = [...text.matchAll(ROOT_PATH)].map(({ 1: target = "", index }) => ({ target, offset: index }));
  const linked = [...text.matchAll(LINK)].map(({ 1: target = "", index }) => ({
    target: posix.join(posix.dirname(path), target),
    offset: index,
  }));
  return [...named, ...linked].filter(
    ({ target }) => !PICTURE.test(target) && !MADE.some((one) => target.startsWith(one)),
  );
}

/** What is made by a build or a run. */
const MADE = ["board/dist", "node_modules"];

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}
