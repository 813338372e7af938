import {
  LIMITS,
  type FindingCommentBody,
  type FindingNoteBody,
  type FindingResponse,
  type FindingSnoozeBody,
  type FindingsResponse,
} from "@governor/contract";
import { z } from "zod";
import { epochMs, schemaVersion } from "./base.ts";
import { finding } from "./verdict.ts";

export const findingsResponse = z.object({
  schemaVersion,
  findings: z.array(finding),
}) satisfies z.ZodType<FindingsResponse>;

export const findingResponse = z.object({ schemaVersion, finding }) satisfies z.ZodType<FindingResponse>;

const words = z.string().trim().max(LIMITS.noteChars);

export const noteBody = z.strictObject({ note: words.exactOptional() }).nullish() satisfies z.ZodType<
  FindingNoteBody | null | undefined
>;

export const commentBody = z.strictObject({ text: words.min(1) }) satisfies z.ZodType<FindingCommentBody>;

export const snoozeBody = z.strictObject({
  untilMs: epochMs.describe(`When it ends, epoch milliseconds; at most ${LIMITS.snoozeDays} days ahead`),
  reason: words.min(1).describe("Why it may wait"),
}) satisfies z.ZodType<FindingSnoozeBody>;
