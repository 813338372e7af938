/** Statements that PostgreSQL takes no parameters in. Names and passwords are of a fixed alphabet, so nothing needs quoting. */

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
const PASSWORD = /^[0-9a-f]{32,}$/;

export function createDatabase(name: string): string {
  return `CREATE DATABASE ${checked(name, NAME)}`;
}

export function setPassword(role: string, password: string): string {
  return `ALTER ROLE ${checked(role, NAME)} PASSWORD '${checked(password, PASSWORD)}'`;
}

function checked(text: string, pattern: RegExp): string {
  if (!pattern.test(text)) throw new RangeError(`does not match ${pattern.source}`);
  return text;
}
