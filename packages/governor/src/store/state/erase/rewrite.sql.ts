/** Writes a table anew, so that deleted rows are off the disk. Names are of a fixed alphabet. */
export function rewriteTable(table: string): string {
  return `VACUUM (FULL) public.${checked(table)}`;
}

/** Rows in which a text stands anywhere: `$1` is a LIKE pattern. */
export function countMentions(table: string): string {
  return `SELECT count(*)::text AS rows FROM public.${checked(table)} t WHERE to_jsonb(t)::text LIKE $1`;
}

const NAME = /^[a-z][a-z0-9_]{0,62}$/;

function checked(name: string): string {
  if (!NAME.test(name)) throw new RangeError(`not the name of a table: ${JSON.stringify(name)}`);
  return name;
}
