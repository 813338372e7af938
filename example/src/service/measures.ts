import { trace, type Span } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** Span of the request itself, whatever runs inside it at the moment. */
    serverSpan: Span | undefined;
  }
}

/** Says on each server span how large its response's body is, as it leaves: after compression, without headers. */
export function measureResponses(app: FastifyInstance): void {
  app.decorateRequest("serverSpan", undefined);
  app.addHook("onRequest", async (request) => {
    request.serverSpan = trace.getActiveSpan();
  });
  app.addHook("onSend", async (request, reply, payload) => {
    const sizeBytes =
      typeof payload === "string" || Buffer.isBuffer(payload)
        ? Buffer.byteLength(payload)
        : Number(reply.getHeader("content-length") ?? Number.NaN); // a stream, whose length its sender may know
    if (Number.isFinite(sizeBytes)) request.serverSpan?.setAttribute("http.response.body.size", sizeBytes);
  });
}

/** Says on the request's span whether its cache had the answer. */
export function recordLookup(request: FastifyRequest, isHit: boolean): void {
  request.serverSpan?.setAttribute("governor.cache.hit", isHit);
}
