export * from "./tags.ts";
export * from "./histogram.ts";
export * from "./binomial.ts";
export * from "./fact.ts";
export * from "./trace.ts";
export * from "./verdict.ts";
export * from "./limits.ts";
export * from "./api/index.ts";
