import { SCHEMA_VERSION, type StatusResponse } from "@governor/contract";
import { scopeOf } from "../access.ts";
import { statusResponse } from "../schema/responses.ts";
import { readFreshMs } from "./fresh.ts";
import { apiRoutes } from "./routes.ts";

export const statusRoutes = apiRoutes((app, context) => {
  app.get(
    "/status",
    {
      config: { permission: "read" },
      schema: {
        summary: "How the server is, and whether anything has arrived",
        tags: ["status"],
        response: { 200: statusResponse },
      },
    },
    async (request): Promise<StatusResponse> => {
      const problems = context.problems();
      const stats = context.intake.stats();
      // The page that waits for the first span must answer while the facts engine restarts, too.
      const freshMs = await readFreshMs(context.facts, scopeOf(request)).catch(() => null);
      const { catalog, path, problem } = context.catalog();
      return {
        schemaVersion: SCHEMA_VERSION,
        version: context.version,
        ready: context.blockers().length === 0,
        problems,
        spansAcknowledged: stats.spansAcknowledged,
        spansPending: stats.spansPending,
        freshMs,
        hasData: freshMs !== null,
        otlpHttpUrl: `${request.protocol}://${request.host}`,
        lastJudgedMs: context.lastJudgedMs(),
        catalog: {
          path,
          journeys: catalog.journeys.size,
          services: catalog.services.size,
          teams: catalog.teams.size,
          problem,
        },
      };
    },
  );
});
