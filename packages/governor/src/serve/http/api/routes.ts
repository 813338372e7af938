import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync, RawServerDefault } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ServerContext } from "../context.ts";
import { errorBody } from "../schema/base.ts";

/** A group of API routes: one file, one line in `index.ts`. */
export type ApiRoutes = FastifyPluginAsync<{ context: ServerContext }>;

type TypedApp = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/** Makes a group of routes whose handlers see the types of their schemas. */
export function apiRoutes(register: (app: TypedApp, context: ServerContext) => void): ApiRoutes {
  return async (app, { context }) => {
    app.addHook("onRoute", (route) => {
      const { response, ...schema } = route.schema ?? {};
      const refusals = { "4xx": errorBody, "5xx": errorBody };
      route.schema = { querystring: NO_QUERY, ...schema, response: { ...(response as object), ...refusals } };
    });
    register(app.withTypeProvider<ZodTypeProvider>(), context);
  };
}

/** A route that names no parameters takes none: a mistyped one must not be one that was not given. */
const NO_QUERY = z.strictObject({});
