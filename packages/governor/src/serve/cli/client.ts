import type { ErrorBody } from "@governor/contract";
import { ERRORS, GovernorError, type ErrorCode } from "../../errors.ts";
import { defaultDataDir } from "../../config.ts";
import { readLocalKey } from "../../records/key/local.ts";

/** Where the server is and with which key to ask it; the same three arguments on every command that asks. */
export const CONNECTION_ARGS = {
  url: { type: "string", valueHint: "url", description: "The server (GOVERNOR_URL; default http://127.0.0.1:4318)" },
  key: {
    type: "string",
    valueHint: "key",
    description: "Key to ask with (GOVERNOR_KEY; on the server's machine none is needed)",
  },
  data: {
    type: "string",
    valueHint: "folder",
    description: "Data folder whose local key is used where no key is given (GOVERNOR_DATA)",
  },
} as const;

export interface Connection {
  url?: string | undefined;
  key?: string | undefined;
  data?: string | undefined;
}

type Query = Record<string, string | number | undefined>;

/** A long read gives up after the server has. */
const TIMEOUT_MS = 60_000;

export async function apiGet<Response>(connection: Connection, path: string, query: Query = {}): Promise<Response> {
  return call<Response>(connection, "GET", path, query);
}

export async function apiPost<Response>(
  connection: Connection,
  path: string,
  body: unknown,
  query: Query = {},
): Promise<Response> {
  return call<Response>(connection, "POST", path, query, body);
}

export async function apiPut<Response>(
  connection: Connection,
  path: string,
  body: unknown,
  query: Query = {},
): Promise<Response> {
  return call<Response>(connection, "PUT", path, query, body);
}

export async function apiDelete<Response>(connection: Connection, path: string, query: Query = {}): Promise<Response> {
  return call<Response>(connection, "DELETE", path, query);
}

/** An answer that is not JSON and may take long, as it comes. */
export async function apiDownload(connection: Connection, path: string): Promise<ReadableStream<Uint8Array>> {
  const base = serverUrl(connection);
  const response = await send(connection, base, new URL(base + path), { method: "POST", headers: {} });
  if (!response.ok || response.body === null) throw refusal(response.status, await response.text(), base);
  return response.body;
}

/** The server's address: --url, GOVERNOR_URL, else this machine. */
export function serverUrl(connection: Connection): string {
  const [setting, text] = connection.url ? ["--url", connection.url] : ["GOVERNOR_URL", process.env["GOVERNOR_URL"]];
  if (!text) return "http://127.0.0.1:4318";
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    const problem = `${JSON.stringify(text)} is not an address; write it like http://127.0.0.1:4318`;
    throw new GovernorError("usage.setting", { setting, problem });
  }
  return text.replace(/\/+$/, "");
}

async function call<Response>(
  connection: Connection,
  method: string,
  path: string,
  query: Query,
  body?: unknown,
): Promise<Response> {
  const base = serverUrl(connection);
  const url = new URL(base + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") url.searchParams.set(name, String(value));
  }
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  const init: Sent = { method, headers, signal: AbortSignal.timeout(TIMEOUT_MS) };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await send(connection, base, url, init);
  const text = await response.text();
  if (!response.ok) throw refusal(response.status, text, base);
  return JSON.parse(text) as Response;
}

type Sent = Omit<RequestInit, "headers"> & { headers: Record<string, string> };

async function send(connection: Connection, base: string, url: URL, init: Sent): Promise<Response> {
  const key = connection.key ?? process.env["GOVERNOR_KEY"] ?? (await localKey(connection, url));
  const headers = key ? { ...init.headers, authorization: `Bearer ${key}` } : init.headers;
  return fetch(url, { ...init, headers, redirect: "error" }).catch((error: unknown) => {
    throw new GovernorError("server.unreachable", { url: base, problem: causeOf(error) }, { cause: error });
  });
}

/** The key of the data folder is only for the machine it lies on. */
async function localKey(connection: Connection, url: URL): Promise<string | null> {
  if (!["127.0.0.1", "[::1]", "localhost"].includes(url.hostname)) return null;
  return readLocalKey(connection.data ?? process.env["GOVERNOR_DATA"] ?? defaultDataDir(process.env));
}

function refusal(status: number, text: string, base: string): GovernorError {
  const body = parseErrorBody(text);
  if (body === null)
    return new GovernorError("server.unreachable", { url: base, problem: `it answered ${status} and is no Governor` });
  const code = body.error.code in ERRORS ? (body.error.code as ErrorCode) : "server.failed";
  return GovernorError.received(code, body.error.message, body.error.remedy, body.error.details);
}

function parseErrorBody(text: string): ErrorBody | null {
  try {
    const body = JSON.parse(text) as Partial<ErrorBody>;
    return typeof body.error?.code === "string" ? (body as ErrorBody) : null;
  } catch {
    return null;
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown }).code;
  return typeof code === "string" ? code : cause instanceof Error ? cause.message : String(cause);
}
