import { criticalPath, type SpanView, type TraceResponse, type TraceTree } from "@governor/contract";
import { useMemo } from "preact/hooks";
import { useUrl } from "../../data/url.ts";
import { useKeys } from "../../parts/keyboard.ts";
import { Detail } from "./detail.tsx";
import { serviceColours, windowOf } from "./look.ts";
import { Minimap } from "./minimap.tsx";
import type { FoldedRepeat } from "./rows.ts";
import { useWalk } from "./use-walk.ts";
import { Waterfall } from "./waterfall.tsx";

interface Props {
  trace: TraceResponse;
  tree: TraceTree<SpanView>;
  repeats: FoldedRepeat[];
}

/** The waterfall with its keys, and the detail of the selected row. */
export function Walk({ trace, tree, repeats }: Props) {
  const url = useUrl();
  const view = useShow();
  const { rows, at, row, choose, toggle, keys } = useWalk(tree, repeats, view.fold);
  const path = useMemo(() => (view.critical ? criticalPath(tree) : null), [tree, view.critical]);
  const colours = useMemo(() => serviceColours(trace.spans), [trace.spans]);
  const window = windowOf(url.search.at, trace.durationNs);
  const { entry, durationNs } = trace;
  const up = entry
    ? () => url.go("/offenders", { service: entry.service, open: `${entry.service} ${entry.endpoint}` })
    : null;
  useKeys({
    ...keys,
    c: () => view.show({ fold: !view.fold }),
    p: () => view.show({ critical: !view.critical }),
    u: () => up?.(),
  });
  return (
    <div class="trace">
      <div class="card trace-main">
        <Minimap
          tree={tree}
          colours={colours}
          window={window}
          durationNs={durationNs}
          zoom={(next) => url.set({ at: next })}
        />
        <Waterfall {...{ tree, rows, at, window, path, colours, choose, toggle }} />
        <KeyLine view={view} repeats={repeats.length} up={up} />
      </div>
      {row && <Detail tree={tree} row={row} durationNs={durationNs} colours={colours} />}
    </div>
  );
}

/** What the keys do, for the mouse too. */
function KeyLine({ view, repeats, up }: { view: View; repeats: number; up: (() => void) | null }) {
  const url = useUrl();
  return (
    <p class="trace-keys">
      <button
        type="button"
        class="quiet"
        aria-pressed={view.fold}
        onClick={() => view.show({ fold: !view.fold })}
        disabled={repeats === 0}
      >
        <kbd>c</kbd> fold repeats
      </button>
      <button
        type="button"
        class="quiet"
        aria-pressed={view.critical}
        onClick={() => view.show({ critical: !view.critical })}
      >
        <kbd>p</kbd> critical path
      </button>
      {up && (
        <button type="button" class="quiet" onClick={up}>
          <kbd>u</kbd> up to the endpoint
        </button>
      )}
      {url.search.at !== undefined && (
        <button type="button" class="quiet" onClick={() => url.set({ at: undefined })}>
          <kbd>z</kbd> whole trace
        </button>
      )}
      <span class="mut">
        <kbd>j</kbd> <kbd>k</kbd> move, <kbd>Enter</kbd> open
      </span>
    </p>
  );
}

interface View {
  critical: boolean;
  fold: boolean;
  show: (next: { critical?: boolean; fold?: boolean }) => void;
}

/** What is drawn, from the URL. Repeats are folded unless it says otherwise. */
function useShow(): View {
  const url = useUrl();
  const words = new Set((url.search.show ?? "").split(" "));
  const critical = words.has("critical");
  const fold = !words.has("unfolded");
  const show = (next: { critical?: boolean; fold?: boolean }) => {
    const text = [(next.critical ?? critical) && "critical", !(next.fold ?? fold) && "unfolded"]
      .filter(Boolean)
      .join(" ");
    url.set({ show: text || undefined }, "replace");
  };
  return { show, critical, fold };
}
