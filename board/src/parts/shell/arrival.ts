import { useEffect, useRef } from "preact/hooks";
import { pageAt } from "./pages.ts";

/** What a full page load does by itself: the window is named, and the reader starts at the page, not at the link that led there. */
export function useArrival(path: string): void {
  const before = useRef(path);
  useEffect(() => {
    document.title = `${titleOf(path)} · Governor`;
    if (before.current === path) return;
    before.current = path;
    document.getElementById("page")?.focus({ preventScroll: true });
  }, [path]);
}

function titleOf(path: string): string {
  if (path.startsWith("/traces/")) return `Trace ${path.slice("/traces/".length, "/traces/".length + 8)}`;
  if (path === "/setup") return "Set up";
  return pageAt(path)?.name ?? "Not found";
}
