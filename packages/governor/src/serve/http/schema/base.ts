import type { ErrorBody } from "@governor/contract";
import { z } from "zod";

export const text = z.string();
export const number = z.number();
export const epochMs = z.number().describe("Milliseconds since 1970-01-01T00:00:00Z");
export const schemaVersion = z.number().int().describe("Raised when a field changes its meaning or goes");
export const attributes = z.record(text, text);

export const period = z
  .object({ fromMs: epochMs, toMs: epochMs, freshMs: epochMs.nullable() })
  .meta({ id: "Period", description: "The period that was read, and the newest readable span." });

export const series = z
  .array(z.object({ timeUnixMs: epochMs, p95Ms: number.nullable(), n: number }))
  .meta({ id: "Series", description: "p95 over time; slots in which nothing was seen are left out." });

export const errorBody = z
  .object({
    schemaVersion,
    error: z.object({ code: text, message: text, remedy: text, details: z.unknown().exactOptional() }),
  })
  .meta({ id: "Error", description: "What happened and what to do about it." }) satisfies z.ZodType<ErrorBody>;
