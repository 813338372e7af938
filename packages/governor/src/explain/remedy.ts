import type { BareVerdict } from "@governor/contract";
import { shortened, type TraceShape } from "./evidence.ts";
import { isFloor } from "./limit.ts";

/** What to do first, by what the exemplar trace shows; where it shows nothing, where to look. */
export function remedyOf(verdict: BareVerdict, shape: TraceShape | null): string {
  if (verdict.outcome === "not-enough-data" && verdict.n === 0) {
    return "Send traffic through it, and check that its spans arrive with the service, route and service.version you expect.";
  }
  if (verdict.outcome === "not-enough-data") {
    return "Send more traffic through it, or judge a longer window; fewer spans would make the answer a guess.";
  }
  if (verdict.outcome === "pass") return "";
  if (verdict.unit === "bytes") {
    return "Compare a large response with one from before the breach: leave out fields that nobody reads, page long lists, send a link instead of a file.";
  }
  if (verdict.unit === "ratio" && isFloor(verdict)) {
    return "Look for what makes the cache miss: switched off, too small, expired too soon, or a key that holds what changes with every request.";
  }
  if (verdict.unit === "ratio") {
    return "Open the newest trace that failed and follow its first failing span; roll the suspect back if it is recent.";
  }
  const repeat = shape?.repeats[0];
  if (repeat) {
    return (
      `One request runs the same query ${repeat.count} times (${Math.round(repeat.totalMs)} ms): load the rows at once, by a ` +
      `list of ids (WHERE id = ANY(…)) or a join. The query: ${shortened(repeat.query)}`
    );
  }
  const call = shape?.repeatedCalls[0];
  if (call)
    return `One request does "${call.name}" ${call.count} times: ask once for all items, or do the calls side by side.`;
  const slow = shape?.slowQuery;
  if (slow) {
    return (
      `One query takes most of the time (${Math.round(slow.durationMs)} ms): look at its plan (EXPLAIN) for a scan where an index is ` +
      `missing. The query: ${shortened(slow.query)}`
    );
  }
  if (shape?.silentMs) {
    return (
      "Most of the time no inner work runs: look for a full connection pool, a lock or a busy processor, or put spans around " +
      "what computes."
    );
  }
  return "Open the exemplar trace and compare its longest spans with those of a trace from before the breach.";
}
