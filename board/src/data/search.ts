/** The board's whole state: what stands in the URL. Every value is text, absent when it is the default. */
export interface BoardSearch {
  /** Epoch milliseconds, or relative: `now-1h`. */
  from?: string;
  to?: string;
  env?: string;
  service?: string;
  team?: string;
  tenant?: string;
  release?: string;
  feature?: string;
  domain?: string;
  journey?: string;
  step?: string;
  endpoint?: string;
  minDurationMs?: string;
  sort?: string;
  /** What is laid over charts: `previous`, or `release:v2` for what was just before its deploy. */
  compare?: string;
  /** Text a table is narrowed to. */
  q?: string;
  /** Findings: `snoozed`, `fixed` or `all` instead of the active ones; and one rule. */
  state?: string;
  rule?: string;
  /** The audit log: who, what, and the id from which it goes on. */
  actor?: string;
  action?: string;
  before?: string;
  /** An opened finding's id. */
  finding?: string;
  /** The opened row: `journey/step`, or `service endpoint`. */
  open?: string;
  /** The selected span, the visible part of a trace in nanoseconds (`from-to`), and what is drawn (`critical`, `unfolded`). */
  span?: string;
  at?: string;
  show?: string;
}

export type SearchKey = keyof BoardSearch;
/** `undefined` takes a key out. */
export type SearchPatch = { [K in SearchKey]?: string | undefined };

/** Order in the URL, so that the same state is always the same address. */
const KEYS: readonly SearchKey[] = [
  "from",
  "to",
  "env",
  "service",
  "team",
  "tenant",
  "release",
  "feature",
  "domain",
  "journey",
  "step",
  "endpoint",
  "minDurationMs",
  "sort",
  "compare",
  "q",
  "state",
  "rule",
  "actor",
  "action",
  "before",
  "finding",
  "open",
  "span",
  "at",
  "show",
];

/** What one page hands to the next: the period and the filters everything shares. */
const SHARED: readonly SearchKey[] = [
  "from",
  "to",
  "env",
  "service",
  "team",
  "tenant",
  "release",
  "feature",
  "domain",
  "compare",
];

/** Filters the server knows, beside `from` and `to`. */
export const FILTERS: readonly SearchKey[] = [
  "env",
  "service",
  "team",
  "tenant",
  "release",
  "feature",
  "domain",
  "journey",
  "step",
];

export function parseSearch(text: string): BoardSearch {
  return knownOnly(Object.fromEntries(new URLSearchParams(text)));
}

/** With its question mark, or empty. Slashes and colons stay readable. */
export function stringifySearch(search: object): string {
  const known = knownOnly(search as Record<string, unknown>);
  const text = KEYS.flatMap((key) => (known[key] === undefined ? [] : [`${key}=${readable(known[key])}`])).join("&");
  return text === "" ? "" : `?${text}`;
}

/** Keeps the keys of the board that have text; anything else in the address is not ours. */
export function knownOnly(values: Record<string, unknown>): BoardSearch {
  const search: BoardSearch = {};
  for (const key of KEYS) {
    const value = values[key];
    if ((typeof value === "string" || typeof value === "number") && String(value) !== "") search[key] = String(value);
  }
  return search;
}

export function withPatch(search: BoardSearch, patch: SearchPatch): BoardSearch {
  return knownOnly({ ...search, ...patch });
}

export function sharedOf(search: BoardSearch): BoardSearch {
  return knownOnly(Object.fromEntries(SHARED.map((key) => [key, search[key]])));
}

/** The filters of a search as query parameters of the API. */
export function filtersOf(search: BoardSearch): Record<string, string> {
  return Object.fromEntries(FILTERS.flatMap((key) => (search[key] === undefined ? [] : [[key, search[key]]])));
}

function readable(value: string): string {
  return encodeURIComponent(value).replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%20", "+");
}
