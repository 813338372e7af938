import fastifySwagger from "@fastify/swagger";
import Fastify, { type FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject, validatorCompiler } from "fastify-type-provider-zod";
import { LIMITS } from "@governor/contract";
import { guardAccess, type AccessRules } from "./access.ts";
import { API_ROUTES } from "./api/index.ts";
import { boardRoutes } from "./board.ts";
import type { ServerContext } from "./context.ts";
import { eventRoutes } from "./event.ts";
import { answerFailures } from "./failure.ts";
import { healthRoutes } from "./health.ts";
import { otlpRoutes } from "./otlp.ts";

/** The main listener: intake, API, health and the board. */
export async function buildApp(context: ServerContext, access: AccessRules): Promise<FastifyInstance> {
  const app = bareApp(context, access);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Governor",
        version: context.version,
        description: "Performance and cost of a multi-tenant SaaS.",
      },
      components: { securitySchemes: { key: { type: "http", scheme: "bearer" } } },
      security: [{ key: [] }, {}],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(otlpRoutes, { context });
  await app.register(eventRoutes, { context });
  await app.register(healthRoutes, { context });
  for (const routes of API_ROUTES) await app.register(routes, { context, prefix: "/api/v1" });
  app.get("/openapi.json", { config: { permission: "none" }, schema: { hide: true } }, async () => app.swagger());
  await app.register(boardRoutes, { context });
  return app;
}

/** The public listener: OTLP and nothing else, always with a key. */
export async function buildPublicApp(
  context: ServerContext,
  access: Omit<AccessRules, "keyRequired">,
): Promise<FastifyInstance> {
  const app = bareApp(context, { ...access, keyRequired: true });
  await app.register(otlpRoutes, { context });
  return app;
}

function bareApp(context: ServerContext, access: AccessRules): FastifyInstance {
  const app = Fastify({
    bodyLimit: LIMITS.apiBodyBytes,
    // Exporters keep connections; closing must not wait for idle ones.
    forceCloseConnections: "idle",
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: LIMITS.tagBytes },
    exposeHeadRoutes: true,
  });
  app.setValidatorCompiler(validatorCompiler);
  // Responses are held to their schemas by the type checker; checking 10,000 spans again per request would cost more than making them.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  guardAccess(app, access);
  answerFailures(app, context.log);
  return app;
}
