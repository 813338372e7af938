import {
  criticalPath,
  gapsOf,
  type Repeat,
  type SpanOutline,
  type TraceOutlineResponse,
  type TraceTree,
} from "@governor/contract";
import { useMemo } from "preact/hooks";
import { useUrl } from "../../data/url.ts";
import { useKeys } from "../../parts/keyboard.ts";
import { Detail } from "./detail.tsx";
import { serviceColours, windowAround, windowOf } from "./look.ts";
import { Minimap } from "./minimap.tsx";
import { Tools } from "./tools.tsx";
import { useFind } from "./use-find.ts";
import { useShow } from "./use-show.ts";
import { useWalk } from "./use-walk.ts";
import { Waterfall } from "./waterfall.tsx";

interface Props {
  trace: TraceOutlineResponse;
  tree: TraceTree<SpanOutline>;
  repeats: Repeat[];
}

/** The waterfall with its keys, and the detail of the selected row. */
export function Walk({ trace, tree, repeats }: Props) {
  const url = useUrl();
  const view = useShow();
  const wanted = view.critical || view.only;
  const path = useMemo(() => (wanted ? criticalPath(tree) : null), [tree, wanted]);
  const { rows, at, row, choose, toggle, seek, keys } = useWalk(tree, repeats, {
    fold: view.fold,
    only: view.only ? path : null,
  });
  const find = useFind(tree, seek);
  const colours = useMemo(() => serviceColours(trace.spans), [trace.spans]);
  const gaps = useMemo(() => gapsOf(tree), [tree]);
  const { entry, durationNs } = trace;
  const window = useMemo(() => windowOf(url.search.at, durationNs), [url.search.at, durationNs]);
  const acts = {
    nextFailed: (by: 1 | -1) => seek(by, (index) => tree.spans[index]?.status === 2),
    nextGap: () => {
      const places = gaps.map((gap) => windowAround(gap, durationNs));
      const next = places[(places.indexOf(url.search.at ?? "") + 1) % places.length];
      if (next !== undefined) url.set({ at: next }, "replace");
    },
    up: entry
      ? () => url.go("/offenders", { service: entry.service, open: `${entry.service} ${entry.endpoint}` })
      : null,
  };
  useKeys({
    ...keys,
    c: () => view.show({ fold: !view.fold }),
    p: () => view.show({ critical: !view.critical }),
    P: () => view.show({ only: !view.only }),
    e: () => acts.nextFailed(1),
    E: () => acts.nextFailed(-1),
    n: () => find.next(1),
    N: () => find.next(-1),
    g: acts.nextGap,
    u: () => acts.up?.(),
  });
  return (
    <div class="trace">
      <div class="card trace-main">
        <Tools {...{ tree, view, find, gaps, repeats: repeats.length, acts }} />
        <Minimap {...{ tree, colours, window, durationNs, gaps, path }} zoom={(next) => url.set({ at: next })} />
        <Waterfall {...{ tree, rows, at, window, path, colours, choose, toggle }} found={find.found} />
      </div>
      {row && <Detail {...{ trace, tree, row, durationNs, colours }} />}
    </div>
  );
}
