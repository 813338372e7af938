import { DEFAULT_FROM } from "../../data/range.ts";
import type { SearchKey } from "../../data/search.ts";

type Filter = Extract<SearchKey, "env" | "service" | "tenant" | "team" | "release">;

export interface BoardPage {
  to: string;
  name: string;
  /** Heading above its first page; what hurts now stands first and needs none. */
  group: "" | "Speed" | "Spend" | "Govern";
  holds(path: string): boolean;
  /** Filters that change what it shows. */
  filters: readonly Filter[];
  /** Start of its period where the address has none; null: it shows what is, whenever. */
  from: string | null;
}

const EVERY_FILTER: readonly Filter[] = ["env", "service", "tenant", "team", "release"];

/** Only pages that exist. */
export const PAGES: readonly BoardPage[] = [
  page("/", "Journeys", "", EVERY_FILTER, DEFAULT_FROM, (path) => path === "/"),
  page(
    "/offenders",
    "Offenders",
    "",
    EVERY_FILTER,
    DEFAULT_FROM,
    (path) => path === "/offenders" || path.startsWith("/traces/"),
  ),
  page("/releases", "Releases", "", ["env", "service", "team", "release"], "now-30d"),
  page("/findings", "Findings", "", ["env", "service", "tenant", "team"], "now-30d"),
  page("/traces", "Traces", "", EVERY_FILTER, DEFAULT_FROM),
  page("/readiness", "Readiness", "Govern", ["team"], null),
  page("/catalog", "Catalog", "Govern", ["team"], null),
  page("/settings", "Settings", "Govern", [], null),
];

export function pageAt(path: string): BoardPage | undefined {
  return PAGES.find((each) => each.holds(path));
}

function page(
  to: string,
  name: string,
  group: BoardPage["group"],
  filters: readonly Filter[],
  from: string | null,
  holds: BoardPage["holds"] = (path) => path === to,
): BoardPage {
  return { to, name, group, filters, from, holds };
}
