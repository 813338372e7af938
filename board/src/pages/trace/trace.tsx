import "../../look/trace.css";
import { findRepeats, treeOf, type TraceOutlineResponse } from "@governor/contract";
import { useParams } from "@tanstack/react-router";
import { useMemo } from "preact/hooks";
import { useTrace } from "../../data/api.ts";
import { Failure, Loading } from "../../parts/states.tsx";
import { TraceHeader } from "./header.tsx";
import { repeatStory } from "./look.ts";
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

function Loaded({ trace }: { trace: TraceOutlineResponse }) {
  const tree = useMemo(() => treeOf(trace.spans), [trace.spans]);
  const repeats = useMemo(() => findRepeats(trace.spans), [trace.spans]);
  const story = useMemo(() => repeatStory(tree, repeats, trace.durationNs), [tree, repeats]);
  return (
    <>
      <TraceHeader trace={trace} tree={tree} story={story} />
      <Walk trace={trace} tree={tree} repeats={repeats} />
    </>
  );
}
