import { coveredNs, endNs, type SpanOutline, type TraceTree } from "@governor/contract";
import { memo } from "preact/compat";
import { wholeText } from "../../data/format.ts";
import { barOf, labelOf, membersOf, nsText, prefixOf, type Window } from "./look.ts";
import { indexOf, type TraceRow } from "./rows.ts";

interface Props {
  id: string;
  tree: TraceTree<SpanOutline>;
  row: TraceRow;
  topPx: number;
  selected: boolean;
  window: Window;
  path: ReadonlySet<number> | null;
  found: ReadonlySet<number> | null;
  colours: ReadonlyMap<string, string>;
  choose: (key: string) => void;
  toggle: (key: string) => void;
}

/** Deep traces stop moving to the right here, or the names would leave the screen. */
const MAX_INDENT = 16;

/** One line of the waterfall; drawn again only when something of it changed. */
export const RowLine = memo(Line);

function Line({ id, tree, row, topPx, selected, window, path, found, colours, choose, toggle }: Props) {
  const index = indexOf(row);
  const span = tree.spans[index];
  if (!span) return null;
  const repeat = row.kind === "repeat" ? row.repeat : null;
  const prefix = prefixOf(span, tree.spans[tree.parent[index] ?? -1]);
  const failed = span.status === 2 && !repeat;
  const onPath = path !== null && (repeat ? repeat.indices.some((each) => path.has(each)) : path.has(index));
  const isFound = found !== null && (repeat ? repeat.indices.some((each) => found.has(each)) : found.has(index));
  const durationNs = repeat ? coveredNs(membersOf(tree, repeat)) : span.durationNs;
  return (
    <div
      id={id}
      class={`wf-row${selected ? " on" : ""}${path && !onPath ? " off-path" : ""}${found === null ? "" : isFound ? " found" : " not-found"}`}
      style={{ transform: `translateY(${topPx}px)` }}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-selected={selected}
      aria-expanded={row.open ?? undefined}
      onClick={() => choose(row.key)}
      onDblClick={() => row.open !== null && toggle(row.key)}
    >
      <div class="wf-name" title={labelOf(span)} style={{ paddingLeft: `${Math.min(row.depth, MAX_INDENT) * 14}px` }}>
        <span
          class="wf-twist"
          aria-hidden="true"
          onClick={(event) => {
            if (row.open === null) return;
            event.stopPropagation();
            toggle(row.key);
          }}
        >
          {row.open === null ? "" : row.open ? "▾" : "▸"}
        </span>
        {repeat && <span class="wf-times">×{wholeText(repeat.spanIds.length)} </span>}
        {prefix && <span class={span.dbSystem ? "wf-prefix db" : "wf-prefix"}>{prefix} · </span>}
        <span class={failed || repeat?.dbQuery ? "bad strong" : ""}>{labelOf(span)}</span>
        {failed && <span class="bad"> failed</span>}
      </div>
      <div class="wf-time" aria-hidden="true">
        <Bars
          spans={repeat ? membersOf(tree, repeat) : [span]}
          window={window}
          colour={repeat?.dbQuery || failed ? "--bad" : (colours.get(span.service) ?? "--s1")}
          critical={onPath}
        />
      </div>
      <div class="wf-ms">{nsText(durationNs)}</div>
    </div>
  );
}

interface BarsProps {
  spans: readonly SpanOutline[];
  window: Window;
  colour: string;
  critical: boolean;
}

/** More bars than this would be finer than the screen: one bar over all of them instead. */
const MAX_BARS = 120;

function Bars({ spans, window, colour, critical }: BarsProps) {
  const drawn = spans.length > MAX_BARS ? [enclosing(spans)] : spans;
  return (
    <>
      {drawn.map((span, i) => {
        const bar = barOf(span.startOffsetNs, span.durationNs, window);
        if (!bar) return null;
        const style = { left: `${bar.left}%`, width: `${bar.width}%`, background: `var(${colour})` };
        return <i key={i} class={critical ? "crit" : ""} style={style} />;
      })}
    </>
  );
}

function enclosing(spans: readonly SpanOutline[]): { startOffsetNs: number; durationNs: number } {
  let from = Infinity;
  let to = -Infinity;
  for (const span of spans) {
    from = Math.min(from, span.startOffsetNs);
    to = Math.max(to, endNs(span));
  }
  return { startOffsetNs: from, durationNs: to - from };
}
