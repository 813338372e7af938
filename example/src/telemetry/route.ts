import { trace } from "@opentelemetry/api";
import { ATTR_HTTP_ROUTE } from "@opentelemetry/semantic-conventions";
import type { FastifyInstance } from "fastify";

/**
 * Puts the matched route on the server span, as a framework's own instrumentation would. The http instrumentation
 * sees only the raw path, and a name per case would be a name per row.
 */
export function nameServerSpans(app: FastifyInstance): void {
  app.addHook("onRequest", async (request) => {
    const route = request.routeOptions.url;
    const span = trace.getActiveSpan();
    if (route === undefined || !span) return;
    span.setAttribute(ATTR_HTTP_ROUTE, route);
    span.updateName(`${request.method} ${route}`);
  });
}
