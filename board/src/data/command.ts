import { rangeOf } from "./range.ts";
import type { BoardSearch, SearchKey } from "./search.ts";

/** Filters that `governor` takes as arguments on its reads. */
const ARGUMENTS: readonly SearchKey[] = ["service", "env", "tenant", "release", "team"];

/** The same figures from a terminal: `governor offenders endpoints --from now-3h --env prod --sort p95`. */
export function commandOf(words: string, search: BoardSearch, more: Record<string, string | undefined> = {}): string {
  const { from, to } = rangeOf(search);
  const period = { from: from === "now-1h" ? undefined : from, to: to === "now" ? undefined : to };
  const filters = Object.fromEntries(ARGUMENTS.map((key) => [key, search[key]]));
  const given = Object.entries({ ...period, ...filters, ...more }).filter(
    ([, value]) => value !== undefined && value !== "",
  );
  return ["governor", words, ...given.map(([name, value]) => `--${name} ${shellWord(value ?? "")}`)].join(" ");
}

/** A word for a POSIX shell, quoted only where it must be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
