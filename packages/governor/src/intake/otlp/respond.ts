import type { Rejections } from "./decode.ts";
import { RPC_STATUS, TRACE_RESPONSE } from "./schema.ts";
import type { Encoding } from "./visitor.ts";

/** What goes back, for any HTTP server. */
export interface OtlpResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

const MEDIA_TYPES: Record<Encoding, string> = { protobuf: "application/x-protobuf", json: "application/json" };

/** The encoding a Content-Type names; null when it is none of OTLP's. Parameters are ignored but a charset other than UTF-8. */
export function encodingOf(contentType: string): Encoding | null {
  const [mediaType = "", ...parameters] = contentType.toLowerCase().split(";");
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith("charset="));
  if (mediaType.trim() === MEDIA_TYPES.protobuf) return "protobuf";
  if (mediaType.trim() !== MEDIA_TYPES.json) return null;
  return charset === undefined || /^charset="?utf-?8"?$/.test(charset) ? "json" : null;
}

/** 200: everything kept. `partial_success` is set only where something was refused, as senders log it as a warning. */
export function accepted(encoding: Encoding, { rejected, reasons }: Rejections): OtlpResponse {
  if (rejected === 0) return respond(200, encoding, encoding === "json" ? { json: {} } : { bytes: EMPTY });
  const errorMessage = sayReasons(rejected, reasons);
  if (encoding === "json") {
    // int64 is a string in the JSON mapping.
    return respond(200, encoding, { json: { partialSuccess: { rejectedSpans: String(rejected), errorMessage } } });
  }
  const message = TRACE_RESPONSE.create({ partialSuccess: { rejectedSpans: rejected, errorMessage } });
  return respond(200, encoding, { bytes: Buffer.from(TRACE_RESPONSE.encode(message).finish()) });
}

/**
 * 4xx and 5xx: a `google.rpc.Status` in the request's encoding, or in JSON where that is unknown.
 *
 * @param contentType the request's, as it came
 * @param retryAfterS seconds for `Retry-After`; of our statuses clients retry 429 and 503 only
 */
export function refused(contentType: string, status: number, message: string, retryAfterS?: number): OtlpResponse {
  const encoding = encodingOf(contentType) ?? "json";
  const code = RPC_CODES[status] ?? (status < 500 ? INVALID_ARGUMENT : INTERNAL);
  const response =
    encoding === "json"
      ? respond(status, encoding, { json: { code, message } })
      : respond(status, encoding, {
          bytes: Buffer.from(RPC_STATUS.encode(RPC_STATUS.create({ code, message })).finish()),
        });
  if (retryAfterS !== undefined) response.headers["retry-after"] = String(retryAfterS);
  // What is left of a body that is too large is not read, so the connection cannot carry another request.
  if (status === 413) response.headers["connection"] = "close";
  return response;
}

const INVALID_ARGUMENT = 3;
const INTERNAL = 13;
/** google.rpc.Code by HTTP status. */
const RPC_CODES: Readonly<Record<number, number>> = { 401: 16, 403: 7, 404: 5, 413: 8, 429: 8, 500: INTERNAL, 503: 14 };

const EMPTY = Buffer.alloc(0);

function respond(status: number, encoding: Encoding, content: { json: object } | { bytes: Buffer }): OtlpResponse {
  const body = "json" in content ? Buffer.from(JSON.stringify(content.json)) : content.bytes;
  return { status, headers: { "content-type": MEDIA_TYPES[encoding] }, body };
}

/** `3 spans were refused: 2 × a span id must be …; 1 × …`, the most frequent first. */
function sayReasons(rejected: number, reasons: ReadonlyMap<string, number>): string {
  const listed = [...reasons].sort(([, a], [, b]) => b - a).slice(0, REASONS_SAID);
  const said = listed.map(([reason, count]) => `${count} × ${reason}`).join("; ");
  const more = reasons.size > listed.length ? `; and ${reasons.size - listed.length} other reasons` : "";
  return `${rejected} ${rejected === 1 ? "span was" : "spans were"} refused: ${said}${more}`;
}

const REASONS_SAID = 10;
