import type { TraceResponse } from "@governor/contract";
import { expect } from "vitest";
import { jsonTrace, post } from "./spans.ts";
import { getJson, until } from "./wait.ts";

const SPANS_PER_TRACE = 20;

/** Sends one trace after another on four connections until told to stop; keeps what was acknowledged. */
export function traffic(url: string): { acknowledged: Map<string, string[]>; stop(): Promise<void> } {
  const acknowledged = new Map<string, string[]>();
  let running = true;
  const senders = Array.from({ length: 4 }, async () => {
    while (running) {
      const { traceId, spanIds, body } = jsonTrace(SPANS_PER_TRACE, Date.now());
      const status = await post(url, body);
      if (status === 200) acknowledged.set(traceId, spanIds);
      // Back off like an exporter where nobody listens.
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  return {
    acknowledged,
    async stop() {
      running = false;
      await Promise.all(senders);
    },
  };
}

/** Every acknowledged span is readable exactly once; gives up the search for a late one after a while. */
export async function expectAllOnce(url: string, acknowledged: ReadonlyMap<string, string[]>): Promise<void> {
  const [last] = [...acknowledged.keys()].slice(-1);
  await until("the newest acknowledged trace is readable", 60_000, () => getJson(`${url}/api/v1/traces/${last}`));
  await until(
    "nothing is pending",
    60_000,
    async () => (await getJson<{ spansPending: number }>(`${url}/api/v1/status`)).spansPending === 0,
  );
  for (const [traceId, spanIds] of acknowledged) {
    const trace = await getJson<TraceResponse>(`${url}/api/v1/traces/${traceId}`);
    expect(trace.spans.map((span) => span.spanId).toSorted(), `trace ${traceId}`).toEqual(spanIds.toSorted());
  }
}
