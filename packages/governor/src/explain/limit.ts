import type { BareVerdict } from "@governor/contract";

/** A limit on a p95 allows 5 % of the items to be over it. */
const OVER_P95 = 0.05;

/** Share of items that may be on the wrong side of a verdict's limit: longer or larger than it, failed, or not found in the cache. */
export function allowedShare(verdict: BareVerdict): number {
  if (verdict.unit !== "ratio") return OVER_P95;
  return isFloor(verdict) ? 1 - verdict.limit : verdict.limit;
}

/** True where less is worse: a breach that lies under its limit. */
export function isFloor({ outcome, observed, limit }: BareVerdict): boolean {
  return outcome === "breach" && observed !== null && observed < limit;
}
