import type { SqlResponse } from "@governor/contract";
import { z } from "zod";
import { schemaVersion, text } from "./base.ts";

export const sqlResponse = z.object({
  schemaVersion,
  statements: z.array(z.object({ name: text, text })),
}) satisfies z.ZodType<SqlResponse>;
