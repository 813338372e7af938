import type { AuditResponse } from "@governor/contract";
import { z } from "zod";
import { epochMs, number, schemaVersion, text } from "./base.ts";

export const auditResponse = z.object({
  schemaVersion,
  entries: z.array(
    z
      .object({
        id: number,
        timeMs: epochMs,
        actor: text,
        actorName: text,
        action: text,
        subject: text,
        details: z.record(text, z.unknown()),
      })
      .meta({ id: "AuditEntry", description: "Who did what to what, and when." }),
  ),
  nextBefore: number.nullable().describe("Send it as `before` for the next page; null at the end"),
}) satisfies z.ZodType<AuditResponse>;
