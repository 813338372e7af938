import "../../look/tables.css";
import type { ChangeEvent } from "@governor/contract";
import { releasesIn } from "../../data/compared.ts";
import { useUrl } from "../../data/url.ts";

/** More deploys than this in a period are a list, not a choice. */
const RELEASES_SHOWN = 3;

/** What is laid over a chart: nothing, the period before, or what was just before a deploy. In the URL as `compare`. */
export function OverlayChoice({ markers }: { markers: readonly ChangeEvent[] }) {
  const { search, set } = useUrl();
  const choices = [
    { value: undefined, name: "nothing" },
    { value: "previous", name: "the period before" },
    ...releasesIn(markers)
      .slice(0, RELEASES_SHOWN)
      .map((release) => ({ value: `release:${release}`, name: `just before ${release}` })),
  ];
  return (
    <div class="overlay-choice">
      <span class="mut">Laid over</span>
      <div class="choice" role="group" aria-label="Laid over the chart">
        {choices.map(({ value, name }) => (
          <button
            key={name}
            type="button"
            aria-pressed={search.compare === value}
            onClick={() => set({ compare: value }, "replace")}
          >
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}
