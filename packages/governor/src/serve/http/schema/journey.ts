import { type JourneysResponse } from "@governor/contract";
import { z } from "zod";
import { number, period, schemaVersion, series, text } from "./base.ts";
import { changeEvent, finding, owner } from "./verdict.ts";

const share = number.nullable().describe("0 to 1; null where there is nothing to divide by");
const bytes = number.nullable();

const stepBudget = z
  .object({
    rule: text,
    limit: number,
    unit: z.enum(["ms", "ratio", "count", "bytes"]),
    observed: number.nullable(),
    low: number.nullable(),
    high: number.nullable(),
    n: number,
    state: z.enum(["within", "over", "not-enough-data", "no-data"]),
  })
  .meta({ id: "StepBudget", description: "A further budget of a step: errors, response size or cache hits." });

const stepTenant = z
  .object({ tenant: text, n: number, p95Ms: number.nullable(), errorRate: number })
  .meta({ id: "StepTenant", description: "What one tenant met in a step." });

const stepHealth = z
  .object({
    step: text,
    title: text,
    service: text,
    endpoint: text,
    source: z.enum(["spans", "browser"]),
    targetMs: number,
    p95Ms: number.nullable(),
    lowMs: number.nullable(),
    highMs: number.nullable(),
    n: number,
    minN: number,
    errorRate: share,
    state: z.enum(["within", "near", "over", "not-enough-data", "no-data"]),
    reason: text.describe("Why there is no data, where that is known"),
    change: number.nullable(),
    sampleRate: share.describe("Spans stored for each that happened, as far as the spans say"),
    sampleKnown: share.describe("Share of the spans that say how they were sampled"),
    cacheHitRate: share,
    cacheLookups: number,
    responseBytesMean: bytes,
    responseBytesP95: bytes,
    responses: number,
    budgets: z.array(stepBudget),
    tenants: z.array(stepTenant).describe("Those in which most time is spent, five at most"),
    exemplarTraceId: text.nullable(),
    series,
  })
  .meta({
    id: "StepHealth",
    description:
      "One step of a journey: p95 against its target, with its 95 % interval and n, and what else its spans say.",
  });

export const journeysResponse = z.object({
  schemaVersion,
  period,
  journeys: z.array(z.object({ journey: text, title: text, owner: owner.nullable(), steps: z.array(stepHealth) })),
  markers: z.array(changeEvent),
  findings: z.array(finding),
}) satisfies z.ZodType<JourneysResponse>;
