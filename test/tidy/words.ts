import { isTest, lineAt, type Tree } from "./tree.ts";

const FORBIDDEN: { what: string; pattern: RegExp; instead: string; allowedInTests?: true }[] = [
  {
    what: "a path of one machine",
    pattern: /(?<![\w.~$}/-])\/(?:mnt|builds|workspaces?)(?=\/)/g,
    instead: "use a path from the checkout's root, os.tmpdir() or os.homedir()",
  },
  {
    what: "the home of one person",
    pattern: /(?<![\w.~$}/-])\/(?:home|Users)\/\w+/g,
    instead: "use os.homedir(), or ~ in a document",
    // a test hands the code a machine of its own invention
    allowedInTests: true,
  },
  {
    what: "the address of a package registry",
    pattern: /\bregistry\.(?!ts\b|js\b|md\b|example\.)[a-z0-9-]+\.[a-z]{2,}\b/g,
    instead: "leave it to the reader's npm configuration",
  },
];

/** This rule, and its tests. */
const OWN = new Set(["test/tidy/words.ts", "test/tidy/rules.test.ts"]);

/** Nothing in the tree names a machine, a person's home or a registry. */
export function textIsPortable(tree: Tree): string[] {
  return tree
    .filter(({ path }) => !OWN.has(path))
    .flatMap(({ path, text }) =>
      FORBIDDEN.filter((one) => !(one.allowedInTests && isTest(path))).flatMap(({ what, pattern, instead }) =>
        [...text.matchAll(pattern)].map(
          (match) => `${path}:${lineAt(text, match.index)} has ${what} (${match[0]}); ${instead}`,
        ),
      ),
    );
}
