import type { Tree } from "./tree.ts";

const VAGUE = /(?:^|\/)(?:utils?|common|helpers?|types|misc|shared)(?:\/|\.[jt]sx?$)/;

/** Law 7: a folder's name answers a question; these answer none. */
export function namesSaySomething(tree: Tree): string[] {
  return tree
    .filter(({ path }) => VAGUE.test(path))
    .map(({ path }) => `${path} stands under a name that says nothing; name it for the one thing it does`);
}

/** Every floor says in its README which question it answers. */
export function floorsHaveReadmes(tree: Tree): string[] {
  const floors = new Set(
    tree.map(({ path }) => /^packages\/governor\/src\/[^/]+\//.exec(path)?.[0]).filter((floor) => floor !== undefined),
  );
  return [...floors]
    .filter((floor) => !tree.some(({ path, text }) => path === `${floor}README.md` && text.trim() !== ""))
    .map((floor) => `${floor} has no README.md; say in three lines which question it answers and which names matter`);
}
