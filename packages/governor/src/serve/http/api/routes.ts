import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync, RawServerDefault } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { ServerContext } from "../context.ts";

/** A group of API routes: one file, one line in `index.ts`. */
export type ApiRoutes = FastifyPluginAsync<{ context: ServerContext }>;

type TypedApp = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/** Makes a group of routes whose handlers see the types of their schemas. */
export function apiRoutes(register: (app: TypedApp, context: ServerContext) => void): ApiRoutes {
  return async (app, { context }) => register(app.withTypeProvider<ZodTypeProvider>(), context);
}
