import { isTest, type Tree } from "./tree.ts";

/** Law 6: a limit that nothing applies is a promise that nothing keeps. */
export function limitsAreKept(tree: Tree, limits: Record<string, number>): string[] {
  const page = tree.find(({ path }) => path === "docs/limits.md")?.text ?? "";
  const sources = tree.filter(({ path }) => /^(?:packages|board)\/.*\.tsx?$/.test(path) && !isTest(path));
  return Object.keys(limits).flatMap((name) => [
    ...(sources.some(({ text }) => new RegExp(`\\bLIMITS\\.${name}\\b`).test(text))
      ? []
      : [`limit ${name} is applied nowhere; apply it where the data comes in, or remove it`]),
    ...(page.includes(`\`${name}\``) ? [] : [`limit ${name} is not in docs/limits.md; run make docs`]),
  ]);
}
