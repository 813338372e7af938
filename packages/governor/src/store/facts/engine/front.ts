import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { BodyRefused, spoolBody, textBody } from "./body.ts";
import { failureOf } from "./failure.ts";
import { gate } from "./gate.ts";
import { ENGINE_LIMITS, type EngineLimits } from "./limits.ts";
import { engineRequest, type EngineRequest } from "./request.ts";
import { insertFromFile, sessionStatements } from "./statements.sql.ts";

/** What a statement gave: the bytes in the asked format and the engine's counters. */
export interface EngineResult {
  bytes: Uint8Array;
  readRows: number;
  readBytes: number;
  elapsedSeconds: number;
}

/** Runs statements one after the other on a connection of their own and gives back what the last one gave. */
export type Execute = (statements: readonly string[], format: string) => Promise<EngineResult>;

export interface FrontOptions {
  /** Undefined while the engine is loading. */
  engine: () => Execute | undefined;
  spoolDir: string;
  limits?: EngineLimits;
}

/**
 * The part of ClickHouse's HTTP interface that its official clients use, in front of an embedded engine:
 * `GET /ping`, statements in the address or the body, `param_<name>`, settings, and inserts whose rows are
 * the body. Not here: sessions, multipart parameters, compressed answers, progress headers.
 */
export function engineFront(options: FrontOptions): Server {
  const limits = options.limits ?? ENGINE_LIMITS;
  const reads = gate(limits.readsRunning, limits.waiting);
  const inserts = gate(limits.insertsRunning, limits.waiting);
  // Idle connections stay: the one client closes them when it is done, and a connection that closes just as
  // a request is put on it fails that request.
  const server = createServer(
    { keepAliveTimeout: 0, requestTimeout: 0, maxHeaderSize: limits.addressBytes },
    (request, response) => {
      void answer(request, response).catch((error: unknown) => fail(response, error));
    },
  );
  return server;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://engine");
    const execute = options.engine();
    if (execute === undefined) return sendText(response, 503, "The engine is loading.\n");
    if (url.pathname === "/ping") return sendText(response, 200, "Ok.\n");
    if (url.pathname !== "/") return sendText(response, 404, `There is no ${url.pathname}.\n`);
    const method = request.method ?? "GET";
    if (method !== "GET" && method !== "POST") return sendText(response, 405, "Use GET or POST.\n");
    const asked = engineRequest(method, url, request.headers, randomUUID);
    if (asked.query.length > limits.queryBytes) throw new BodyRefused(413, "the query is too long");
    if (isInsertWithBody(asked)) await insert(asked, request, response, execute);
    else await query(asked, request, response, execute);
  }

  async function query(asked: EngineRequest, request: IncomingMessage, response: ServerResponse, execute: Execute) {
    const text = asked.query + (await textBody(request, limits.queryBytes));
    const bounded = withReadLimit(asked, limits.readSeconds);
    const result = await reads.run(() => {
      if (response.destroyed) throw new Error("the client went away");
      return execute([...sessionStatements(bounded), text], asked.format);
    });
    send(response, asked, result, 0);
  }

  async function insert(asked: EngineRequest, request: IncomingMessage, response: ServerResponse, execute: Execute) {
    await using body = await spoolBody(request, options.spoolDir, `${randomUUID()}.body`, limits.insertBytes);
    const statement = insertFromFile(asked.query, body.path);
    if (statement === null) throw new RangeError("an INSERT with a body ends with FORMAT <name>");
    const result = await inserts.run(() => execute([...sessionStatements(asked), statement], asked.format));
    send(response, asked, result, result.readRows);
  }
}

function isInsertWithBody(asked: EngineRequest): boolean {
  return insertFromFile(asked.query, "") !== null;
}

function withReadLimit(asked: EngineRequest, readSeconds: number): EngineRequest {
  if (asked.settings.some(([name]) => name === "max_execution_time")) return asked;
  return { ...asked, settings: [["max_execution_time", String(readSeconds)], ...asked.settings] };
}

function send(response: ServerResponse, asked: EngineRequest, result: EngineResult, writtenRows: number): void {
  const summary = {
    read_rows: String(result.readRows),
    read_bytes: String(result.readBytes),
    written_rows: String(writtenRows),
    written_bytes: "0",
    total_rows_to_read: "0",
    result_rows: String(writtenRows),
    result_bytes: String(result.bytes.byteLength),
    elapsed_ns: String(Math.round(result.elapsedSeconds * 1e9)),
  };
  response.writeHead(200, {
    "Content-Type": asked.format.startsWith("JSON") ? "application/json; charset=UTF-8" : "application/octet-stream",
    "Content-Length": result.bytes.byteLength,
    "X-ClickHouse-Query-Id": asked.queryId,
    "X-ClickHouse-Format": asked.format,
    "X-ClickHouse-Summary": JSON.stringify(summary),
  });
  response.end(result.bytes);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) return void response.destroy();
  const { status, code, text } = failureOf(error);
  // A refused body may still be on its way; the connection is not worth reading it.
  if (error instanceof BodyRefused) response.setHeader("Connection", "close");
  response.setHeader("X-ClickHouse-Exception-Code", code);
  sendText(response, status, `${text}\n`);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}
