import {
  DRILL_KINDS,
  SCHEMA_VERSION,
  type DrillResponse,
  type DrillsResponse,
  type ReadinessResponse,
} from "@governor/contract";
import { z } from "zod";
import { GovernorError } from "../../../errors.ts";
import { listDrills, recordDrill } from "../../../records/drill/drill.ts";
import { readiness } from "../../readiness.ts";
import { scopeOf } from "../access.ts";
import { rowLimit } from "../period.ts";
import { drillResponse, drillsResponse, readinessResponse } from "../schema/readiness.ts";
import { apiRoutes } from "./routes.ts";

const drillBody = z.strictObject({
  kind: z.enum(DRILL_KINDS),
  service: z.string().min(1).max(200),
  env: z.string().max(200).default(""),
  outcome: z.enum(["passed", "failed"]),
  durationMs: z.number().int().min(0).nullable().default(null).describe("Until users were served rightly again"),
  note: z.string().max(2_000).default(""),
});

export const readinessRoutes = apiRoutes((app, context) => {
  app.get(
    "/readiness",
    {
      config: { permission: "read" },
      schema: {
        summary: "The delivery checklist and the owners of every service",
        tags: ["readiness"],
        response: { 200: readinessResponse },
      },
    },
    async (request): Promise<ReadinessResponse> => {
      const scope = scopeOf(request);
      // The checklist is about services as a whole; a tenant's part of them would be judged wrongly.
      if (scope.tenants !== "all") throw new GovernorError("auth.limited");
      const { facts, state } = context;
      return readiness({ facts, state, catalog: context.catalog().catalog, scope, nowMs: context.nowMs() });
    },
  );
  app.get(
    "/drills",
    {
      config: { permission: "read" },
      schema: {
        summary: "Drills on record, newest first",
        tags: ["readiness"],
        querystring: z.strictObject({ service: z.string().default(""), limit: rowLimit(100) }),
        response: { 200: drillsResponse },
      },
    },
    async (request): Promise<DrillsResponse> => {
      const scope = scopeOf(request);
      // Like the checklist, a drill is about a service as a whole.
      if (scope.tenants !== "all") throw new GovernorError("auth.limited");
      return { schemaVersion: SCHEMA_VERSION, drills: await listDrills(context.state.scoped(scope), request.query) };
    },
  );
  app.post(
    "/drills",
    {
      config: { permission: "write" },
      schema: {
        summary: "Put a drill on record",
        tags: ["readiness"],
        body: drillBody,
        response: { 201: drillResponse },
      },
    },
    async (request, reply) => {
      const { services } = scopeOf(request);
      const { service } = request.body;
      if (services !== "all" && !services.includes(service)) {
        const hint = "This key is limited to its teams' services.";
        throw new GovernorError("request.not-found", { what: `service ${service}`, hint });
      }
      const actor = request.principal.actor;
      const drill = await recordDrill(context.state, { ...request.body, actor, timeUnixMs: context.nowMs() });
      const body: DrillResponse = { schemaVersion: SCHEMA_VERSION, drill };
      return reply.status(201).send(body);
    },
  );
});
