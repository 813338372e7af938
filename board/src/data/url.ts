import { useNavigate, useRouterState } from "@tanstack/react-router";
import { sharedOf, stringifySearch, withPatch, type BoardSearch, type SearchPatch } from "./search.ts";

export interface BoardUrl {
  path: string;
  search: BoardSearch;
  /** Changes the state of this page. A new entry for Back unless `replace`. */
  set(patch: SearchPatch, how?: "push" | "replace"): void;
  /** Opens another page with the shared filters. */
  go(path: string, patch?: SearchPatch): void;
}

export function useUrl(): BoardUrl {
  const navigate = useNavigate();
  const location = useRouterState({ select: (state) => state.location });
  // A patch applies to the address as it is then, not as it was when the caller was drawn: two changes in a row must both stay.
  const to = (path: string, next: (now: BoardSearch) => BoardSearch, replace: boolean) =>
    void navigate({ to: path, search: next, replace, resetScroll: path !== location.pathname } as never);
  return {
    path: location.pathname,
    search: location.search as BoardSearch,
    set: (patch, how = "push") => to(location.pathname, (now) => withPatch(now, patch), how === "replace"),
    go: (path, patch = {}) => to(path, (now) => withPatch(sharedOf(now), patch), false),
  };
}

/** Address of another page that keeps the shared filters. */
export function hrefOf(path: string, search: BoardSearch, patch: SearchPatch = {}): string {
  return path + stringifySearch(withPatch(sharedOf(search), patch));
}
