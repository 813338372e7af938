import { agoText } from "../../data/format.ts";
import { useNowMs } from "../../data/now.ts";
import { FilterMenu } from "./filter-menu.tsx";
import { RangeMenu } from "./range-menu.tsx";

const MENUS = ["env", "service", "tenant", "team", "release"] as const;

/** Filters, freshness and the period: the same on every page. */
export function TopBar({ freshMs }: { freshMs: number | null }) {
  return (
    <header class="top">
      <div class="filters">
        {MENUS.map((tag) => (
          <FilterMenu key={tag} tag={tag} />
        ))}
      </div>
      <Fresh freshMs={freshMs} />
      <RangeMenu />
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
