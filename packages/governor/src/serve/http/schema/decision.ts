import { DECISION_STATES, type DecisionResponse, type DecisionsResponse } from "@governor/contract";
import { z } from "zod";
import { epochMs, schemaVersion, text } from "./base.ts";

const decision = z
  .object({
    id: text,
    kind: text,
    subject: text,
    reason: text,
    state: z.enum(DECISION_STATES),
    proposedBy: text,
    proposedByName: text,
    proposedMs: epochMs,
    expiresMs: epochMs,
    decidedBy: text.nullable(),
    decidedByName: text.nullable(),
    decidedMs: epochMs.nullable(),
    note: text,
  })
  .meta({ id: "Decision", description: "What one person asked for and another one decides." });

export const decisionsResponse = z.object({
  schemaVersion,
  decisions: z.array(decision),
}) satisfies z.ZodType<DecisionsResponse>;
export const decisionResponse = z.object({ schemaVersion, decision }) satisfies z.ZodType<DecisionResponse>;
