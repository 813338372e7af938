import { randomBytes } from "node:crypto";

/** An OTLP/JSON request of one trace: `count` spans under ids that occur nowhere else. */
export function jsonTrace(
  count: number,
  nowMs: number,
  service = "traffic",
): { traceId: string; spanIds: string[]; body: string } {
  const traceId = randomBytes(16).toString("hex");
  const spanIds = Array.from({ length: count }, () => randomBytes(8).toString("hex"));
  const spans = spanIds.map((spanId, i) => ({
    traceId,
    spanId,
    parentSpanId: i === 0 ? "" : spanIds[0],
    name: i === 0 ? "GET /work" : `part-${i}`,
    kind: i === 0 ? 2 : 1,
    startTimeUnixNano: `${nowMs + i}000000`,
    endTimeUnixNano: `${nowMs + i + 20}000000`,
    attributes: i === 0 ? [{ key: "http.route", value: { stringValue: "/work" } }] : [],
  }));
  const resource = { attributes: [{ key: "service.name", value: { stringValue: service } }] };
  return { traceId, spanIds, body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }) };
}

/** Sends a body as an exporter would; resolves to the status, or 0 where no answer came. */
export async function post(url: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  try {
    const response = await fetch(`${url}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
