import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One file of the checkout: its path from the root, with slashes, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** What a rule reads. A rule returns one line per violation: `path:line what is wrong; what to do instead`. */
export type Tree = readonly SourceFile[];
export type Rule = (tree: Tree) => string[];

const BINARY = /\.(?:png|jpe?g|gif|ico|webp|avif|woff2?|gz|zip|pb|bin|node)$/;

/** Every file that git tracks or would track, read once. */
export function readTree(root: string): Tree {
  const listing = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = [...new Set(listing.split("\0"))].filter((path) => path !== "" && !BINARY.test(path));
  return paths.sort().flatMap((path) => {
    const text = textOf(join(root, path));
    return text === null ? [] : [{ path, text }];
  });
}

/** A tree for a rule's own test: path → text. */
export function treeOf(files: Record<string, string>): Tree {
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.startsWith("test/") || /\/testing\//.test(path);
}

export function isCode(path: string): boolean {
  return /\.(?:ts|tsx|js|mjs)$/.test(path) && !path.endsWith(".d.ts");
}

export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i !== -1 && i < offset; i = text.indexOf("\n", i + 1)) line++;
  return line;
}

/** Null for a file that is listed but was deleted. */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
