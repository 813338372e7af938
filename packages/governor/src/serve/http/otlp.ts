import type { FastifyError, FastifyPluginAsync, FastifyReply } from "fastify";
import { z } from "zod";
import { LIMITS } from "@governor/contract";
import { refused, type OtlpResponse } from "../../intake/otlp/respond.ts";
import type { ServerContext } from "./context.ts";
import { asGovernorError } from "./failure.ts";

/** `POST /v1/traces`: OTLP/HTTP in protobuf or JSON. Bodies go to intake as they come; it inflates and decodes under its caps. */
export const otlpRoutes: FastifyPluginAsync<{ context: ServerContext }> = async (app, { context }) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  // Exporters read their own protocol's refusals, and log the words in them.
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = asGovernorError(error);
    if (known.http >= 500) context.log.error("request.failed", { route: request.routeOptions.url, error });
    if (known.http === 401) reply.header("www-authenticate", 'Bearer realm="governor"');
    return answer(
      reply,
      refused(request.headers["content-type"] ?? "", known.http, `${known.message} ${known.remedy}`),
    );
  });
  app.post(
    "/v1/traces",
    {
      config: { permission: "ingest" },
      bodyLimit: LIMITS.otlpBodyBytes,
      schema: {
        summary: "Send spans (OTLP/HTTP)",
        description: "application/x-protobuf or application/json, gzip, deflate or zstd. 200 means: on disk.",
        tags: ["intake"],
        consumes: ["application/x-protobuf", "application/json"],
        produces: ["application/x-protobuf", "application/json"],
        body: z.unknown().describe("opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest"),
        response: {
          200: z.unknown().describe("opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse"),
          "4xx": z.unknown().describe("google.rpc.Status"),
          "5xx": z.unknown().describe("google.rpc.Status"),
        },
      },
    },
    async (request, reply) => {
      const { "content-type": contentType = "", "content-encoding": contentEncoding = "" } = request.headers;
      return answer(reply, await context.intake.traces({ contentType, contentEncoding, body: request.raw }));
    },
  );
};

function answer(reply: FastifyReply, response: OtlpResponse): FastifyReply {
  return reply.status(response.status).headers(response.headers).send(response.body);
}
