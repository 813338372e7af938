import { DOCTOR_LEVELS, TAG_KEYS, type DoctorResponse } from "@governor/contract";
import { z } from "zod";
import { epochMs, number, schemaVersion, text } from "./base.ts";

export const doctorResponse = z.object({
  schemaVersion,
  version: text,
  nowMs: epochMs,
  checks: z.array(z.object({ id: text, level: z.enum(DOCTOR_LEVELS), title: text, cause: text, fix: text })),
  aliases: z.array(z.object({ tag: z.enum(TAG_KEYS), attribute: text, spans: number })),
}) satisfies z.ZodType<DoctorResponse>;
