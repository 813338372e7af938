import type { BareVerdict } from "@governor/contract";

/** A limit on a p95 allows 5 % of the items to be over it. */
const OVER_P95 = 0.05;

/** Share of items that may be on the wrong side of a verdict's limit: longer than it where it is a time, failed where it is a rate. */
export function allowedShare(verdict: BareVerdict): number {
  return verdict.unit === "ratio" ? verdict.limit : OVER_P95;
}
