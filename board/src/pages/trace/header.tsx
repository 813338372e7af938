import type { SpanOutline, TraceOutlineResponse, TraceTree } from "@governor/contract";
import { countText, shortId, timeText, wholeText } from "../../data/format.ts";
import { Copy } from "../../parts/copy.tsx";
import { PageLink } from "../../parts/link.tsx";
import { OwnerChip } from "../../parts/owner.tsx";
import { nsText, type RepeatStory } from "./look.ts";

interface Props {
  trace: TraceOutlineResponse;
  tree: TraceTree<SpanOutline>;
  story: RepeatStory | null;
}

/** Spans that end this much after the root are work that nobody waited for any more: a timeout, a forgotten task. */
const LATE = 1.05;

/** What the trace is, whose, and the one thing to know about it. */
export function TraceHeader({ trace, tree, story }: Props) {
  const root = tree.spans[tree.roots[0] ?? 0];
  const entry = trace.entry;
  const at = entry && trace.spans.find((span) => span.service === entry.service && span.kind === 2);
  const { tenant, release, env } = at ?? root ?? { tenant: "", release: "", env: "" };
  const answerNs = root?.durationNs ?? trace.durationNs;
  const failed = trace.spans.filter((span) => span.status === 2).length;
  const startMs = Number(BigInt(trace.startUnixNs) / 1_000_000n);
  return (
    <>
      <div class="trace-title">
        <h1>{entry?.endpoint || root?.name}</h1>
        <Copy text={trace.traceId} class="quiet mono">
          trace {shortId(trace.traceId)}
        </Copy>
      </div>
      <p class="trace-facts">
        <b>{nsText(answerNs)}</b>
        {trace.durationNs > answerNs * LATE && <span class="warn">work went on until {nsText(trace.durationNs)}</span>}
        <span>{timeText(startMs, Date.now(), true)}</span>
        <span>{countText(trace.spanCount)} spans</span>
        {failed > 0 && <span class="bad">{failed} failed</span>}
        {env && <span>{env}</span>}
        {tenant && <span>tenant {tenant}</span>}
        {release && <span>release {release}</span>}
        <OwnerChip owner={trace.owner} />
        {entry && (
          <PageLink to="/offenders" patch={{ service: entry.service, open: `${entry.service} ${entry.endpoint}` }}>
            Endpoint
          </PageLink>
        )}
        {entry && (
          <PageLink to="/traces" patch={{ service: entry.service, endpoint: entry.endpoint }}>
            Other traces
          </PageLink>
        )}
      </p>
      <p class="trace-story">
        {story && (
          <>
            One {story.what} ran {wholeText(story.count)} times{story.under && ` under ${story.under}`}:{" "}
            <b class="bad">
              {story.what === "query" && "N+1, "}
              {nsText(story.coveredNs)} of {nsText(trace.durationNs)}
            </b>
            .
          </>
        )}{" "}
        {trace.truncated && (
          <span class="warn">
            Only the first {countText(trace.spans.length)} of {countText(trace.spanCount)} spans are shown.
          </span>
        )}
      </p>
    </>
  );
}
