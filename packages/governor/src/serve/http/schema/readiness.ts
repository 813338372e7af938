import {
  DRILL_KINDS,
  OUTCOMES,
  READINESS_CHECKS,
  RESPONSIBILITIES,
  type DrillResponse,
  type DrillsResponse,
  type ReadinessResponse,
} from "@governor/contract";
import { z } from "zod";
import { epochMs, number, schemaVersion, text } from "./base.ts";
import { owner } from "./verdict.ts";

const check = z.object({
  check: z.enum(READINESS_CHECKS),
  title: text,
  outcome: z.enum(OUTCOMES),
  summary: text,
  remedy: text.describe("What to do next; empty for a pass"),
});

const answering = z.object({ team: text, source: z.enum(["responsibility", "service"]) }).nullable();

const tally = { passed: number, failed: number, unjudged: number.describe("Checks that cannot be judged yet") };

const serviceReadiness = z
  .object({
    service: text,
    inCatalog: z.boolean(),
    owner: owner.nullable(),
    owners: z.record(z.enum(RESPONSIBILITIES), answering),
    checks: z.array(check),
    ...tally,
  })
  .meta({ id: "ServiceReadiness", description: "The delivery checklist of one service, and who answers for what." });

export const readinessResponse = z.object({
  schemaVersion,
  judgedMs: epochMs,
  services: z.array(serviceReadiness),
  teams: z.array(z.object({ team: text, services: number, ...tally })),
}) satisfies z.ZodType<ReadinessResponse>;

const drill = z
  .object({
    id: text,
    kind: z.enum(DRILL_KINDS),
    service: text,
    env: text,
    outcome: z.enum(["passed", "failed"]),
    durationMs: number.nullable(),
    note: text,
    actor: text,
    timeUnixMs: epochMs,
  })
  .meta({ id: "Drill", description: "A practice of going back a release, or of making a cache forget." });

export const drillsResponse = z.object({ schemaVersion, drills: z.array(drill) }) satisfies z.ZodType<DrillsResponse>;
export const drillResponse = z.object({ schemaVersion, drill }) satisfies z.ZodType<DrillResponse>;
