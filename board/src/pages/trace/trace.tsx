import "../../look/trace.css";
import { type TraceResponse, treeOf } from "@governor/contract";
import { useParams } from "@tanstack/react-router";
import { useMemo } from "preact/hooks";
import { useTrace } from "../../data/api.ts";
import { Failure, Loading } from "../../parts/states.tsx";
import { TraceHeader } from "./header.tsx";
import { repeatStory } from "./look.ts";
import { repeatsOf } from "./rows.ts";
import { Walk } from "./walk.tsx";

/** One trace: what happened when, what was waited for, what ran over and over. */
export function Trace() {
  const { traceId }: { traceId: string } = useParams({ strict: false });
  const trace = useTrace(traceId);
  if (trace.data?.traceId === traceId.toLowerCase()) return <Loaded key={traceId} trace={trace.data} />;
  return (
    <>
      <h1>Trace</h1>
      <p class="sub mono">{traceId}</p>
      {trace.error ? (
        <Failure error={trace.error} retry={() => void trace.refetch()} />
      ) : (
        <Loading rows={14} label="Reading the trace" />
      )}
    </>
  );
}

function Loaded({ trace }: { trace: TraceResponse }) {
  const tree = useMemo(() => treeOf(trace.spans), [trace.spans]);
  const repeats = useMemo(() => repeatsOf(tree), [tree]);
  return (
    <>
      <TraceHeader trace={trace} tree={tree} story={repeatStory(tree, repeats, trace.durationNs)} />
      <Walk trace={trace} tree={tree} repeats={repeats} />
    </>
  );
}
