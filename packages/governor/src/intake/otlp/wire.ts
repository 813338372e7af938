import { readJson } from "./json.ts";
import { readProtobuf } from "./protobuf.ts";
import type { Encoding, TraceVisitor } from "./visitor.ts";

/**
 * Walk an ExportTraceServiceRequest. One span is alive at a time, so that a large request costs no more memory than
 * what the visitor keeps. This is the whole seam to the wire: a faster reader replaces `readProtobuf` and nothing else.
 *
 * @throws MalformedRequest after any number of visits; what was visited must then be thrown away.
 */
export function decodeTraceRequest(bytes: Uint8Array, encoding: Encoding, visitor: TraceVisitor): void {
  if (encoding === "json") readJson(bytes, visitor);
  else readProtobuf(bytes, visitor);
}
