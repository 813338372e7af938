import { importsOf, type Import } from "./syntax.ts";
import { isTest, type SourceFile, type Tree } from "./tree.ts";

const SRC = "packages/governor/src/";

/** What each floor may import, besides itself, @governor/contract and the ground: the files beside the floors. */
const MAY_IMPORT: Record<string, readonly string[] | undefined> = {
  store: [],
  catalog: ["store"],
  records: ["store"],
  intake: ["catalog", "records", "store"],
  derive: ["catalog", "records", "store"],
  judge: ["catalog", "records", "store"],
  probe: ["catalog"],
  explain: ["catalog", "records", "store"],
  act: ["catalog", "records", "store", "explain"],
  serve: ["catalog", "records", "store", "intake", "derive", "judge", "probe", "explain", "act"],
};

/** Law 1: imports go down. */
export function importsGoDown(tree: Tree): string[] {
  return floorFiles(tree).flatMap((file) => {
    const from = floorOf(file.path);
    return importsOf(file).flatMap(({ target, line }) => {
      const to = target?.startsWith(SRC) ? floorOf(target) : null;
      if (to === null || to === from || to === GROUND || mayImport(from, to)) return [];
      if (file.path === STARTS_THE_HOUSE && to === MAIN) return [];
      if (from === GROUND)
        return [`${file.path}:${line} stands below the floors and imports ${to}; only main.ts wires`];
      if (MAY_IMPORT[to] === undefined && to !== MAIN) return [unknownFloor(file.path, line, to)];
      return [
        `${file.path}:${line} ${from} imports ${to}, which is not below it; ` +
          `move what both need down a floor, or have main.ts pass it in`,
      ];
    });
  });
}

/** Law 1: a slice does not import its sibling. */
export function slicesStandAlone(tree: Tree): string[] {
  return floorFiles(tree).flatMap((file) => {
    const own = sliceOf(file.path);
    if (own === null) return [];
    return importsOf(file).flatMap(({ target, line }) => {
      const other = target?.startsWith(SRC) ? sliceOf(target) : null;
      if (other === null || other === own || floorOf(file.path) !== floorOf(target as string)) return [];
      return [
        `${file.path}:${line} imports its sibling ${other}; ` +
          "put what both need on the floor below, or let the caller pass it in",
      ];
    });
  });
}

/** Law 1: no cycles, types included: what cannot be read alone cannot be changed alone. */
export function noCycles(tree: Tree): string[] {
  const graph = new Map(tree.filter(isModule).map((file) => [file.path, importsOf(file)]));
  const done = new Set<string>();
  const problems: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      const cycle = [...trail.slice(at), path].join(" → ");
      problems.push(`${cycle} is a cycle; move what they share into a file of its own that imports neither`);
      return;
    }
    if (done.has(path)) return;
    for (const { target } of graph.get(path) ?? []) if (target && graph.has(target)) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return problems;
}

/** Who may know whom between the workspaces. */
export function packagesKeepApart(tree: Tree): string[] {
  return tree.filter(isModule).flatMap((file) => {
    const home = HOMES.find(({ folder }) => file.path.startsWith(folder));
    if (!home) return [];
    return importsOf(file)
      .filter((one) => leaves(one, home.folder) && !home.knows.includes(one.specifier))
      .map(({ specifier, line }) => `${file.path}:${line} imports ${specifier}; ${home.instead}`);
  });
}

/** The contract runs in browsers and on any Node.js: it depends on nothing. */
export function contractDependsOnNothing(tree: Tree): string[] {
  const path = "packages/contract/package.json";
  const manifest = JSON.parse(tree.find((file) => file.path === path)?.text ?? "{}");
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const problems = declared.map((name) => `${path} depends on ${name}; write the few lines, or move the code up`);
  for (const file of tree.filter((one) => one.path.startsWith("packages/contract/src/") && isModule(one))) {
    for (const { specifier, target, line } of importsOf(file)) {
      if (target === null) problems.push(`${file.path}:${line} imports ${specifier}; the contract imports nothing`);
    }
  }
  return problems;
}

const HOMES = [
  {
    folder: "board/",
    knows: ["@governor/contract"],
    instead: "the board knows @governor/contract only and asks the server over HTTP",
  },
  {
    folder: "packages/rum/",
    knows: ["@governor/contract"],
    instead: "the browser collector knows @governor/contract only",
  },
  {
    folder: "example/",
    knows: [] as string[],
    instead: "the example meets Governor over the network only",
  },
  {
    folder: "packages/contract/",
    knows: [] as string[],
    instead: "the contract is below everything",
  },
  {
    folder: "packages/governor/",
    knows: ["@governor/contract"],
    instead: "the product knows @governor/contract and itself",
  },
];

const GROUND = "the ground";
const MAIN = "main";
/** `governor up` is the one command that starts what main.ts wires; every other command talks HTTP. */
const STARTS_THE_HOUSE = `${SRC}serve/cli/up.ts`;

function floorFiles(tree: Tree): SourceFile[] {
  return tree.filter((file) => file.path.startsWith(SRC) && isModule(file));
}

function isModule(file: SourceFile): boolean {
  return /\.tsx?$/.test(file.path) && !isTest(file.path) && !file.path.endsWith(".d.ts");
}

const GROUND_FOLDERS = new Set(["errors"]);

function floorOf(path: string): string {
  const [first = "", ...rest] = path.slice(SRC.length).split("/");
  if (first === "main.ts") return MAIN;
  return rest.length === 0 || GROUND_FOLDERS.has(first) ? GROUND : first;
}

/** `judge/budget` of `packages/governor/src/judge/budget/judge.ts`; null for the files of the floor itself. */
function sliceOf(path: string): string | null {
  const parts = path.slice(SRC.length).split("/");
  return parts.length < 3 ? null : `${parts[0]}/${parts[1]}`;
}

function mayImport(from: string, to: string): boolean {
  return from === MAIN || (MAY_IMPORT[from]?.includes(to) ?? false);
}

function unknownFloor(path: string, line: number, floor: string): string {
  return `${path}:${line} imports ${floor}, a floor that the house does not have; see the list in test/tidy/floors.ts`;
}

function leaves({ specifier, target }: Import, folder: string): boolean {
  if (target !== null) return !target.startsWith(folder);
  return specifier === "governor" || specifier.startsWith("governor/") || specifier.startsWith("@governor/");
}
