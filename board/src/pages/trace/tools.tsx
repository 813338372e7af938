import type { SpanOutline, TraceGap, TraceTree } from "@governor/contract";
import { useMemo } from "preact/hooks";
import { wholeText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { nsText } from "./look.ts";
import type { FindState } from "./use-find.ts";
import type { View } from "./use-show.ts";

interface Props {
  tree: TraceTree<SpanOutline>;
  view: View;
  find: FindState;
  gaps: readonly TraceGap[];
  repeats: number;
  acts: { nextFailed: (by: 1 | -1) => void; nextGap: () => void; up: (() => void) | null };
}

/** What the keys do, for the mouse too. */
export function Tools({ tree, view, find, gaps, repeats, acts }: Props) {
  const url = useUrl();
  const failed = useMemo(() => tree.spans.filter((span) => span.status === 2).length, [tree]);
  const gapNs = gaps.reduce((sum, gap) => sum + gap.toNs - gap.fromNs, 0);
  return (
    <div class="trace-tools" role="toolbar" aria-label="Waterfall">
      <Find find={find} />
      <button
        type="button"
        class="quiet"
        aria-pressed={view.fold}
        onClick={() => view.show({ fold: !view.fold })}
        disabled={repeats === 0}
      >
        fold repeats <kbd>c</kbd>
      </button>
      <button
        type="button"
        class="quiet"
        aria-pressed={view.critical}
        onClick={() => view.show({ critical: !view.critical })}
      >
        critical path <kbd>p</kbd>
      </button>
      <button type="button" class="quiet" aria-pressed={view.only} onClick={() => view.show({ only: !view.only })}>
        only the path <kbd>P</kbd>
      </button>
      <button type="button" class="quiet" onClick={() => acts.nextFailed(1)} disabled={failed === 0}>
        next of {wholeText(failed)} failed <kbd>e</kbd>
      </button>
      {gaps.length > 0 && (
        <button
          type="button"
          class="quiet"
          onClick={acts.nextGap}
          title={`${nsText(gapNs)} in which nothing ran but spans that have others below them`}
        >
          {gaps.length === 1 ? "gap" : `${gaps.length} gaps`} {nsText(gapNs)} <kbd>g</kbd>
        </button>
      )}
      {acts.up && (
        <button type="button" class="quiet" onClick={acts.up}>
          endpoint <kbd>u</kbd>
        </button>
      )}
      {url.search.at !== undefined && (
        <button type="button" class="quiet" onClick={() => url.set({ at: undefined })}>
          whole trace <kbd>z</kbd>
        </button>
      )}
    </div>
  );
}

function Find({ find }: { find: FindState }) {
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
    if (event.key === "Enter") find.next(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") {
      // The field's own answer to Escape would empty it, and the text is wanted for n and N.
      event.preventDefault();
      event.currentTarget.blur();
    } else return;
    event.stopPropagation();
  };
  return (
    <span class="trace-find">
      <input
        class="field"
        type="search"
        aria-label="Find spans by name, service or query"
        placeholder="Find a span   /"
        value={find.text}
        onInput={(event) => find.type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span role="status" class={find.found?.size === 0 ? "warn" : "mut"}>
        {find.found && (find.found.size === 0 ? "none" : wholeText(find.found.size))}
      </span>
      {find.found !== null && find.found.size > 0 && (
        <button type="button" class="quiet" onClick={() => find.next(1)}>
          next <kbd>n</kbd>
        </button>
      )}
    </span>
  );
}
