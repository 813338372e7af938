import { catalogRoutes } from "./catalog/routes.ts";
import { auditRoutes } from "./audit.ts";
import { decisionRoutes } from "./decision.ts";
import { alertRoutes } from "./alert.ts";
import { doctorRoutes } from "./doctor/routes.ts";
import { findingRoutes } from "./finding.ts";
import { gateRoutes } from "./gate.ts";
import { journeyRoutes } from "./journey.ts";
import { keyChangeRoutes, keyRoutes } from "./key.ts";
import { offenderRoutes } from "./offender.ts";
import { readinessRoutes } from "./readiness.ts";
import { releaseRoutes } from "./release.ts";
import type { ApiRoutes } from "./routes.ts";
import { sessionRoutes } from "./session.ts";
import { setupRoutes } from "./setup.ts";
import { sqlRoutes } from "./sql.ts";
import { statusRoutes } from "./status.ts";
import { erasureDecisionRoutes, erasureRoutes } from "./store/erasures.ts";
import { storeRoutes } from "./store/routes.ts";
import { oneTraceRoutes, traceRoutes } from "./trace/routes.ts";
import { valueRoutes } from "./value/routes.ts";

/** Every group of `/api/v1` routes. */
export const API_ROUTES: readonly ApiRoutes[] = [
  statusRoutes,
  valueRoutes,
  journeyRoutes,
  offenderRoutes,
  traceRoutes,
  oneTraceRoutes,
  sqlRoutes,
  findingRoutes,
  alertRoutes,
  releaseRoutes,
  readinessRoutes,
  gateRoutes,
  catalogRoutes,
  doctorRoutes,
  keyRoutes,
  keyChangeRoutes,
  auditRoutes,
  decisionRoutes,
  sessionRoutes,
  setupRoutes,
  storeRoutes,
  erasureRoutes,
  erasureDecisionRoutes,
];
