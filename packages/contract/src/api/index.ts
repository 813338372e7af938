/** Shapes of `/api/v1`, a file an area: what the board and the command line read. The server's schemas are held to these by their types. */
export * from "./base.ts";
export * from "./status.ts";
export * from "./store.ts";
export * from "./journey.ts";
export * from "./offender.ts";
export * from "./trace.ts";
export * from "./sql.ts";
export * from "./finding.ts";
export * from "./alert.ts";
export * from "./release.ts";
export * from "./gate.ts";
export * from "./key.ts";
export * from "./audit.ts";
export * from "./decision.ts";
export * from "./catalog.ts";
export * from "./doctor.ts";
export * from "./readiness.ts";
