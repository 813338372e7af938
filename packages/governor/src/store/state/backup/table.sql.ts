/** Statements over one table of ours by its name. Names of tables and columns are of a fixed alphabet, so nothing needs quoting. */

const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** A cursor over all rows, each as one JSON text: exact for every type we use, numbers included. */
export function readRows(table: string): string {
  return `DECLARE backup_rows NO SCROLL CURSOR FOR SELECT to_jsonb(t)::text AS row FROM public.${checked(table)} t`;
}

export function emptyTables(tables: readonly string[]): string {
  return `TRUNCATE ${tables.map((table) => `public.${checked(table)}`).join(", ")}`;
}

/** `$1` is a JSON array of rows. Identities keep the numbers they had. */
export function writeRows(table: string, columns: readonly string[]): string {
  const names = columns.map(checked).join(", ");
  return (
    `INSERT INTO public.${checked(table)} (${names}) OVERRIDING SYSTEM VALUE ` +
    `SELECT ${names} FROM jsonb_populate_recordset(NULL::public.${checked(table)}, $1::jsonb)`
  );
}

export function countRows(table: string): string {
  return `SELECT count(*)::text AS rows FROM public.${checked(table)}`;
}

function checked(name: string): string {
  if (!NAME.test(name)) throw new RangeError(`not the name of a table or column: ${JSON.stringify(name)}`);
  return name;
}
