import type { ComponentChildren } from "preact";
import { csvOf } from "../data/csv.ts";
import { statementsOf } from "../data/api.ts";
import { stringifySearch, withPatch } from "../data/search.ts";
import { useSession } from "../data/session.ts";
import { useUrl } from "../data/url.ts";
import { Copy } from "./copy.tsx";

interface Props {
  /** How many there are, over what. */
  children: ComponentChildren;
  /** The same figures from a terminal. */
  command: string;
  /** The period that was applied: a copied link is pinned to it. */
  period: { fromMs: number; toMs: number } | undefined;
  /** The read of the API that the figures came from; what it asked the store can be copied. */
  read?: string;
  csv: { name: string; header: string[]; rows: () => (string | number | null)[][] };
}

/** What stands under every table: how to take it elsewhere. */
export function TableFoot({ children, command, period, read, csv }: Props) {
  const { search } = useUrl();
  const principal = useSession()?.principal;
  // The server keeps statements from who may not see every tenant and team.
  const isUnlimited = principal?.tenants === "all" && principal.teams === "all";
  const link = () => {
    const pinned = period ? withPatch(search, { from: String(period.fromMs), to: String(period.toMs) }) : search;
    return location.origin + location.pathname + stringifySearch(pinned);
  };
  return (
    <footer class="foot">
      <span>{children}</span>
      <span class="foot-out">
        <Copy text={link} class="quiet">
          Copy link
        </Copy>
        <Copy text={command} class="quiet">
          Copy command
        </Copy>
        {read !== undefined && isUnlimited && (
          <Copy text={() => statementsOf(read)} class="quiet">
            Copy SQL
          </Copy>
        )}
        <button type="button" class="quiet" onClick={() => download(csv.name, csvOf(csv.header, csv.rows()))}>
          CSV
        </button>
      </span>
    </footer>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
