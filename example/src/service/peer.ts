import http from "node:http";

const PEER_TIMEOUT_MS = 3_000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });

/**
 * GETs JSON from a sibling service. Through `node:http`, because that is what the installed instrumentation watches:
 * it adds the trace context and the baggage.
 */
export async function getJson<T>(url: string, headers: Record<string, string>): Promise<T> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get(url, { agent, headers, signal: AbortSignal.timeout(PEER_TIMEOUT_MS) }, resolve).on("error", reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as T;
}
