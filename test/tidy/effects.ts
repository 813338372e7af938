import { dottedName, importsOf, nodes, parse, reachableFrom, type Node } from "./syntax.ts";
import { isTest, lineAt, type SourceFile, type Tree } from "./tree.ts";

/** Names that read the clock, chance, the process or the world. */
const EFFECTS =
  /^(?:Date\.now|performance\.now|Math\.random|crypto\.(?:randomUUID|getRandomValues)|randomUUID|randomBytes|fetch|setTimeout|setInterval|process(?:\..*)?)$/;
const MODULES =
  /^(?:node:(?:fs|net|tls|http|https|dns|child_process|process|timers|os|worker_threads)(?:\/.*)?|undici|pg|pg-boss|fastify|@clickhouse\/.*)$/;

/** Law 2: a judge and a decoder get the clock, the rows and the random source as arguments. */
export function judgesAndDecodersArePure(tree: Tree): string[] {
  const entries = tree.filter(({ path }) => !isTest(path) && /\/(?:judge|decode)\.ts$/.test(path));
  return entries.flatMap((entry) =>
    reachableFrom(entry, tree).flatMap((file) => {
      const reason = file === entry ? "" : ` (it runs as part of ${entry.path})`;
      return [...forbiddenImports(file), ...forbiddenNames(file)].map((problem) => problem + reason);
    }),
  );
}

function forbiddenImports(file: SourceFile): string[] {
  return importsOf(file)
    .filter(({ specifier, isTypeOnly }) => !isTypeOnly && MODULES.test(specifier))
    .map(({ specifier, line }) => `${file.path}:${line} imports ${specifier}; ${INSTEAD}`);
}

/** Once per line: `process.env.CI` holds `process.env` too. */
function forbiddenNames(file: SourceFile): string[] {
  const byLine = new Map<number, string>();
  for (const node of nodes(parse(file))) {
    const name = effectOf(node);
    const line = lineAt(file.text, node.start);
    if (name !== null && !byLine.has(line)) byLine.set(line, name);
  }
  return [...byLine].map(([line, name]) => `${file.path}:${line} uses ${name}; ${INSTEAD}`);
}

const INSTEAD = "take it as an argument: the caller passes the clock, the rows and the random source in";

function effectOf(node: Node): string | null {
  if (node.type === "NewExpression" && dottedName(node["callee"]) === "Date") {
    return (node["arguments"] as Node[]).length === 0 ? "new Date()" : null;
  }
  if (node.type === "MemberExpression") {
    const name = dottedName(node);
    return name !== null && EFFECTS.test(name) ? name : null;
  }
  if (node.type !== "CallExpression") return null;
  const callee = node["callee"] as Node;
  const name = callee.type === "Identifier" ? dottedName(callee) : null;
  return name !== null && EFFECTS.test(name) ? name : null;
}
