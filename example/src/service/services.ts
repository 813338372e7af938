import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import type { FaultWatch } from "../faults/faults.ts";
import { caseSearchRoutes } from "../journeys/case-search/routes.ts";
import { entityLinkRoutes } from "../journeys/entity-link/routes.ts";
import { timelineRoutes } from "../journeys/timeline/routes.ts";

/** In the order they are started: cases-api calls entities-api. */
export const SERVICES = ["entities-api", "cases-api", "timeline-api"] as const;
export type ServiceName = (typeof SERVICES)[number];

/** What a service's routes work with. */
export interface ServiceContext {
  database: Pool;
  faults: FaultWatch;
  /** Where entities-api answers; only cases-api asks. */
  entitiesApiUrl: string;
}

/** Adds a service's routes. */
export function addRoutes(name: ServiceName, app: FastifyInstance, context: ServiceContext): void {
  switch (name) {
    case "cases-api":
      return caseSearchRoutes(app, context.database, context.faults, context.entitiesApiUrl);
    case "entities-api":
      return entityLinkRoutes(app, context.database);
    case "timeline-api":
      return timelineRoutes(app, context.database);
  }
}

export function isServiceName(name: string): name is ServiceName {
  return (SERVICES as readonly string[]).includes(name);
}
