/**
 * The statements the front makes around a request. Names come from an allow-listed alphabet, values are
 * always string literals: the engine reads settings and parameters of every type from their text form.
 */

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What a client asks for beside its query. */
export interface Session {
  database: string | undefined;
  settings: readonly (readonly [name: string, value: string])[];
  parameters: readonly (readonly [name: string, value: string])[];
}

/** Statements that prepare a fresh connection. `readonly` comes last: nothing can be set after it. */
export function sessionStatements({ database, settings, parameters }: Session): string[] {
  const last = settings.filter(([name]) => name === "readonly");
  const assignments = [
    ...parameters.map(([name, value]) => [`param_${name}`, value] as const),
    ...settings.filter(([name]) => name !== "readonly"),
    ...last,
  ].map(([name, value]) => `${allowed(name)} = ${literal(value)}`);
  return [
    ...(database === undefined ? [] : [`USE ${identifier(database)}`]),
    ...(assignments.length === 0 ? [] : [`SET ${assignments.join(", ")}`]),
  ];
}

/**
 * Turns `INSERT INTO t (a, b) [SETTINGS …] FORMAT RowBinary` into one that reads its rows from a file.
 * The structure is then that of the named columns of the target. Null when it is not such a statement.
 */
export function insertFromFile(query: string, path: string): string | null {
  const match = INSERT_WITH_BODY.exec(query);
  if (match === null) return null;
  const [, head, settings = "", format] = match;
  return `${head} FROM INFILE ${literal(path)}${settings} FORMAT ${format}`;
}

const INSERT_WITH_BODY = /^(\s*INSERT\s.*?)(\s+SETTINGS\s.*?)?\s+FORMAT\s+(\w+)\s*;?\s*$/is;

function literal(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function identifier(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

function allowed(name: string): string {
  if (!NAME.test(name)) throw new RangeError(`not a name of a setting or parameter: ${JSON.stringify(name)}`);
  return name;
}
