/** The engine takes no parameter for the name of a frozen copy; both names are of fixed alphabets, so nothing needs quoting. */

const TABLE = /^[a-z][a-z0-9_]*$/;
const COPY = /^backup_[0-9a-f]{32}$/;

export function freezeTable(table: string, copy: string): string {
  return `ALTER TABLE ${checked(table, TABLE)} FREEZE WITH NAME '${checked(copy, COPY)}'`;
}

function checked(text: string, pattern: RegExp): string {
  if (!pattern.test(text)) throw new RangeError(`does not match ${pattern.source}: ${JSON.stringify(text)}`);
  return text;
}
