import { agoText } from "../../data/format.ts";
import { useNowMs } from "../../data/now.ts";
import { useUrl } from "../../data/url.ts";
import { PaletteOpener } from "../palette/opener.tsx";
import { Crumbs } from "./crumbs.tsx";
import { FilterMenu } from "./filter-menu.tsx";
import { pageAt } from "./pages.ts";
import { RangeMenu } from "./range-menu.tsx";

/** The filters a page takes, freshness and the period; a trace stands for itself. */
export function TopBar({ freshMs }: { freshMs: number | null }) {
  const { path } = useUrl();
  const traceId = /^\/traces\/([^/]+)/.exec(path)?.[1];
  const page = pageAt(path);
  return (
    <header class="top">
      {traceId === undefined ? (
        <div class="filters">
          {page?.filters.map((name) => (
            <FilterMenu key={name} name={name} />
          ))}
        </div>
      ) : (
        <Crumbs traceId={traceId} />
      )}
      <PaletteOpener />
      <Fresh freshMs={freshMs} />
      {traceId === undefined && page?.from && <RangeMenu defaultFrom={page.from} />}
    </header>
  );
}

function Fresh({ freshMs }: { freshMs: number | null }) {
  const nowMs = useNowMs(1_000);
  if (freshMs === null) return <span class="fresh mut" />;
  const ageMs = nowMs - freshMs;
  return (
    <span class={`fresh ${ageMs > 120_000 ? "warn" : "mut"}`} title="Age of the newest span that can be read">
      fresh {agoText(ageMs)} ago
    </span>
  );
}
