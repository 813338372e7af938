import { agoText } from "../../data/format.ts";
import { useNowMs } from "../../data/now.ts";
import { useUrl } from "../../data/url.ts";
import { Crumbs } from "./crumbs.tsx";
import { FilterMenu } from "./filter-menu.tsx";
import { RangeMenu } from "./range-menu.tsx";

const MENUS = ["env", "service", "tenant", "team", "release"] as const;

/** Filters, freshness and the period: the same on every page but a trace, which stands for itself. */
export function TopBar({ freshMs }: { freshMs: number | null }) {
  const { path } = useUrl();
  const traceId = /^\/traces\/([^/]+)/.exec(path)?.[1];
  return (
    <header class="top">
      {traceId === undefined ? (
        <div class="filters">
          {MENUS.map((name) => (
            <FilterMenu key={name} name={name} />
          ))}
        </div>
      ) : (
        <Crumbs traceId={traceId} />
      )}
      <Fresh freshMs={freshMs} />
      {traceId === undefined && <RangeMenu />}
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
