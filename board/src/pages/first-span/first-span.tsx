import type { StatusResponse } from "@governor/contract";
import { useEffect } from "preact/hooks";
import { Snippet } from "../../parts/copy.tsx";
import { curlSnippet, environmentSnippet } from "./snippet.ts";

/** Long enough to read the tick, short enough not to wait for it. */
const LEAVE_AFTER_MS = 1_500;

/** Nothing was ever stored: how to send the first span, and whether it came. Moves on by itself. */
export default function FirstSpan({ status, leave }: { status: StatusResponse; leave: () => void }) {
  const readable = status.hasData;
  useEffect(() => {
    if (!readable) return undefined;
    const timer = setTimeout(leave, LEAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [readable]);
  return (
    <>
      <h1>Send the first span</h1>
      <p class="sub">
        Governor speaks OpenTelemetry: whatever exports OTLP over HTTP needs three variables and no other change.
      </p>
      <p class={readable ? "arrival good" : "arrival"} role="status">
        {arrival(status)}
      </p>
      <div class="card lead">
        <h2>Your application</h2>
        <p>Set these where it starts. Any OpenTelemetry SDK, agent or collector will do.</p>
        <Snippet text={environmentSnippet(status.otlpHttpUrl)} label="Environment variables" />
      </div>
      <div class="card lead">
        <h2>Or one span by hand</h2>
        <p>To see it arrive right now.</p>
        <Snippet text={curlSnippet(status.otlpHttpUrl)} label="curl command" />
      </div>
    </>
  );
}

function arrival(status: StatusResponse): string {
  if (status.hasData) return "Received ✓ Opening its endpoint…";
  if (status.spansAcknowledged > 0) return "Received ✓ It is being stored…";
  return "Waiting for the first span…";
}
