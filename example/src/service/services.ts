import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import type { FaultWatch } from "../faults/faults.ts";
import { caseSearchRoutes } from "../journeys/case-search/routes.ts";
import { copilotRoutes } from "../journeys/copilot/routes.ts";
import { entityLinkRoutes } from "../journeys/entity-link/routes.ts";
import { exportRoutes } from "../journeys/export/routes.ts";
import { runExportWorker } from "../journeys/export/worker.ts";
import { timelineRoutes } from "../journeys/timeline/routes.ts";
import { modelRoutes } from "../model/routes.ts";

/** Those that others call come first: the rest is started when they answer. */
export const CALLED_SERVICES = ["entities-api", "model-standin"] as const;
export const SERVICES = [
  ...CALLED_SERVICES,
  "cases-api",
  "timeline-api",
  "exports-api",
  "exports-worker",
  "copilot-api",
] as const;
export type ServiceName = (typeof SERVICES)[number];

/** What a service's routes work with. */
export interface ServiceContext {
  database: Pool;
  faults: FaultWatch;
  /** Where entities-api answers; only cases-api asks. */
  entitiesApiUrl: string;
  /** Where model-standin answers; only copilot-api asks. */
  modelUrl: string;
}

/** Whether a service's callers are customers, who name their tenant. */
export function servesTenants(name: ServiceName): boolean {
  return name !== "model-standin" && name !== "exports-worker";
}

/** Adds a service's routes; the worker has none, and runs until the app closes. */
export function addRoutes(name: ServiceName, app: FastifyInstance, context: ServiceContext): void {
  const { database, faults } = context;
  switch (name) {
    case "cases-api":
      return caseSearchRoutes(app, database, faults, context.entitiesApiUrl);
    case "entities-api":
      return entityLinkRoutes(app, database);
    case "timeline-api":
      return timelineRoutes(app, database, faults);
    case "exports-api":
      return exportRoutes(app, database);
    case "exports-worker":
      return runExportWorker(app, database);
    case "copilot-api":
      return copilotRoutes(app, database, context.modelUrl);
    case "model-standin":
      return modelRoutes(app, faults);
  }
}

export function isServiceName(name: string): name is ServiceName {
  return (SERVICES as readonly string[]).includes(name);
}
