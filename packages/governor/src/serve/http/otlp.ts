import type { FastifyPluginAsync } from "fastify";
import { LIMITS } from "@governor/contract";
import type { ServerContext } from "./context.ts";

/** `POST /v1/traces`: OTLP/HTTP in protobuf or JSON. Bodies go to intake as they come; it inflates and decodes under its caps. */
export const otlpRoutes: FastifyPluginAsync<{ context: ServerContext }> = async (app, { context }) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  app.post(
    "/v1/traces",
    {
      config: { permission: "ingest" },
      bodyLimit: LIMITS.otlpBodyBytes,
      schema: {
        summary: "Send spans (OTLP/HTTP)",
        description: "application/x-protobuf or application/json, gzip, deflate or zstd. 200 means: on disk.",
        tags: ["intake"],
        hide: false,
      },
    },
    async (request, reply) => {
      const response = await context.intake.traces({
        contentType: request.headers["content-type"] ?? "",
        contentEncoding: request.headers["content-encoding"] ?? "",
        body: request.raw,
      });
      return reply.status(response.status).headers(response.headers).send(response.body);
    },
  );
};
