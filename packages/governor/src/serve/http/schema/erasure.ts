import type { Erasure, ErasuresResponse } from "@governor/contract";
import { z } from "zod";
import { epochMs, number, schemaVersion, text } from "./base.ts";

const erasure = z
  .object({
    id: text,
    tenantHash: text,
    reason: text,
    state: z.enum(["proposed", "refused", "running", "done", "failed"]),
    proposedBy: text,
    proposedMs: epochMs,
    decidedBy: text.nullable(),
    decidedMs: epochMs.nullable(),
    finishedMs: epochMs.nullable(),
    report: z
      .object({
        tables: z.array(
          z.object({ store: z.enum(["facts", "state"]), table: text, rowsBefore: number, rowsAfter: number }),
        ),
        quarantineRemoved: number,
        searched: z.object({ files: number, bytes: number }),
        remains: z.array(z.object({ file: text, why: text })),
        notSearched: z.array(text),
        arrivedLater: number,
        problem: text.nullable(),
      })
      .nullable(),
  })
  .meta({ id: "Erasure", description: "An erasure of a tenant, with its proof." }) satisfies z.ZodType<Erasure>;

export const erasuresResponse = z.object({
  schemaVersion,
  erasures: z.array(erasure),
}) satisfies z.ZodType<ErasuresResponse>;
