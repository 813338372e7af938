import type { Server } from "node:http";

/** How often overdue requests are looked for: a time limit holds to within this. */
export const CHECK_EVERY_MS = 5_000;

interface ConnectionLimits {
  openConnections: number;
  requestHeadersMs: number;
  requestMs: number;
}

/** A sender that stalls, or opens connection after connection, costs a bounded amount. */
export function boundConnections(server: Server, limits: ConnectionLimits): void {
  server.maxConnections = limits.openConnections;
  server.headersTimeout = limits.requestHeadersMs;
  server.requestTimeout = limits.requestMs;
}

/** Takes no more connections, lets requests under way end, and cuts those off that are not done after `timeoutMs`. */
export async function closeInTime(
  app: { close(): PromiseLike<unknown>; server: Pick<Server, "closeAllConnections"> },
  timeoutMs: number,
): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), timeoutMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
