import { nodes, parse, type Node } from "./syntax.ts";
import { isTest, lineAt, type Tree } from "./tree.ts";

const STATEMENT =
  /\b(?:SELECT\b[^;]*\bFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET|(?:CREATE|DROP|ALTER)\s+(?:TABLE|VIEW|INDEX|DATABASE|MATERIALIZED))\b/;
const STARTS_AS_STATEMENT =
  /^\s*(?:select\b[^;]*\bfrom|insert\s+into|delete\s+from|update\s+\w+\s+set|(?:create|drop|alter)\s+(?:table|view|index|database|materialized))\b/i;

/** Law 3: SQL lives in a named .sql file beside the code that runs it, or in a generator named *.sql.ts. */
export function sqlLivesInSqlFiles(tree: Tree): string[] {
  return tree
    .filter(
      ({ path }) => /^(?:packages|example|tools)\/.*\.ts$/.test(path) && !isTest(path) && !path.endsWith(".sql.ts"),
    )
    .flatMap((file) =>
      [...nodes(parse(file))]
        .filter((node) => isStatement(textOf(node)))
        .map(
          (node) =>
            `${file.path}:${lineAt(file.text, node.start)} holds SQL in a string; ` +
            "put it into a .sql file beside this one and read it with sqlFile(), values bound as parameters",
        ),
    );
}

function isStatement(text: string | null): boolean {
  return text !== null && (STATEMENT.test(text) || STARTS_AS_STATEMENT.test(text));
}

function textOf(node: Node): string | null {
  if (node.type === "Literal") return typeof node["value"] === "string" ? node["value"] : null;
  if (node.type !== "TemplateLiteral") return null;
  return (node["quasis"] as { value: { raw: string } }[]).map((quasi) => quasi.value.raw).join("?");
}
