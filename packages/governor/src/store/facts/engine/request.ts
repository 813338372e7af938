import type { Session } from "./statements.sql.ts";

/** An HTTP request in the engine's terms. `query` is the part of the statement that came in the address. */
export interface EngineRequest extends Session {
  query: string;
  queryId: string;
  format: string;
}

/** Parameters of the HTTP interface itself; every other one is a setting, and the engine says so when it knows none of that name. */
const OF_THE_PROTOCOL = new Set([
  "query",
  "query_id",
  "database",
  "default_format",
  "user",
  "password",
  "quota_key",
  "session_timeout",
  "session_check",
  "compress",
  "decompress",
  "enable_http_compression",
  "send_progress_in_http_headers",
  "wait_end_of_query",
  "buffer_size",
  "http_headers_progress_interval_ms",
]);

/** Asked for something this front does not have; answered with 501 and the reason. */
export class UnsupportedRequest extends Error {
  override readonly name = "UnsupportedRequest";
}

/** Reads address and headers; pure. A GET may only read, as with the engine's own HTTP interface. */
export function engineRequest(
  method: string,
  url: URL,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  newQueryId: () => string,
): EngineRequest {
  const given = url.searchParams;
  if (given.has("session_id")) throw new UnsupportedRequest("sessions are not kept: send settings with each request");
  if (String(headers["content-type"] ?? "").startsWith("multipart/")) {
    throw new UnsupportedRequest("multipart parameters are not read: send them as param_<name> in the address");
  }
  const settings: [string, string][] = [];
  const parameters: [string, string][] = [];
  for (const [name, value] of given) {
    if (name.startsWith("param_")) parameters.push([name.slice("param_".length), value]);
    else if (!OF_THE_PROTOCOL.has(name)) settings.push([name, value]);
  }
  if (method === "GET" && !given.has("readonly")) settings.push(["readonly", "1"]);
  return {
    query: given.get("query") ?? "",
    queryId: given.get("query_id") ?? newQueryId(),
    format: given.get("default_format") ?? headerOf(headers, "x-clickhouse-format") ?? "TabSeparated",
    database: given.get("database") ?? headerOf(headers, "x-clickhouse-database"),
    settings,
    parameters,
  };
}

function headerOf(headers: Readonly<Record<string, string | string[] | undefined>>, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
