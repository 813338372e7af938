import { useUrl } from "../../data/url.ts";

export interface View {
  /** The critical path is marked. */
  critical: boolean;
  /** Only the critical path is there. */
  only: boolean;
  /** Same siblings stand as one row. */
  fold: boolean;
  show: (next: { critical?: boolean; only?: boolean; fold?: boolean }) => void;
}

/** What is drawn, from the URL. Repeats are folded unless it says otherwise. */
export function useShow(): View {
  const url = useUrl();
  const words = new Set((url.search.show ?? "").split(" "));
  const now = { critical: words.has("critical"), only: words.has("only"), fold: !words.has("unfolded") };
  const show = (change: { critical?: boolean; only?: boolean; fold?: boolean }) => {
    const next = { ...now, ...change };
    const text = [next.critical && "critical", next.only && "only", !next.fold && "unfolded"].filter(Boolean).join(" ");
    url.set({ show: text || undefined }, "replace");
  };
  return { ...now, show };
}
