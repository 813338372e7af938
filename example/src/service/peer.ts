import http from "node:http";

const PEER_TIMEOUT_MS = 4_000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });

/**
 * GETs JSON from a sibling service. Through `node:http`, because that is what the installed instrumentation watches:
 * it adds the trace context and the baggage.
 */
export function getJson<T>(url: string, headers: Record<string, string>): Promise<T> {
  return exchange<T>(url, { method: "GET", headers }, "");
}

/** POSTs JSON to a sibling service, likewise. */
export function postJson<T>(url: string, body: object): Promise<T> {
  return exchange<T>(url, { method: "POST", headers: { "content-type": "application/json" } }, JSON.stringify(body));
}

async function exchange<T>(url: string, options: http.RequestOptions, body: string): Promise<T> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const signal = AbortSignal.timeout(PEER_TIMEOUT_MS);
    http
      .request(url, { ...options, agent, signal }, resolve)
      .on("error", reject)
      .end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as T;
}
