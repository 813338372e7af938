import Fastify, { type FastifyInstance } from "fastify";
import { validatorCompiler } from "fastify-type-provider-zod";
import { LIMITS } from "@governor/contract";
import { recordedFacts } from "../../store/facts/recorded.ts";
import { guardAccess, type AccessRules } from "./access.ts";
import { API_ROUTES } from "./api/index.ts";
import { boardRoutes } from "./board.ts";
import { compressAnswers } from "./compress.ts";
import { boundConnections, CHECK_EVERY_MS } from "./connections.ts";
import type { ServerContext } from "./context.ts";
import { describeApi } from "./document.ts";
import { eventRoutes } from "./event.ts";
import { answerFailure, answerFailures } from "./failure.ts";
import { healthRoutes } from "./health.ts";
import { otlpRoutes } from "./otlp.ts";

/** The main listener: intake, API, health and the board. */
export async function buildApp(given: ServerContext, access: AccessRules): Promise<FastifyInstance> {
  const context = { ...given, facts: recordedFacts(given.facts) };
  const app = bareApp(context, access);
  await describeApi(app, context.version);
  await app.register(otlpRoutes, { context });
  await app.register(eventRoutes, { context });
  await app.register(healthRoutes, { context });
  for (const routes of API_ROUTES) await app.register(routes, { context, prefix: "/api/v1" });
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
    // What still comes over an open connection while the server stops is answered in full, `/readyz` with 503.
    return503OnClosing: false,
    requestTimeout: LIMITS.requestMs,
    http: { connectionsCheckingInterval: CHECK_EVERY_MS },
    routerOptions: { maxParamLength: LIMITS.tagBytes },
    exposeHeadRoutes: true,
    // What is refused before there is a route, such as a path that cannot be decoded, is refused in the same form.
    frameworkErrors: (error, _request, reply) => answerFailure(error, reply),
  });
  boundConnections(app.server, {
    openConnections: LIMITS.openConnections,
    requestHeadersMs: LIMITS.requestHeadersMs,
    requestMs: LIMITS.requestMs,
  });
  app.setValidatorCompiler(validatorCompiler);
  // Responses are held to their schemas by the type checker; checking 10,000 spans again per request would cost more than making them.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  guardAccess(app, access);
  answerFailures(app, context.log);
  compressAnswers(app);
  return app;
}
