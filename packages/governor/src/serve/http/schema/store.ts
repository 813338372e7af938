import type { StoreResponse } from "@governor/contract";
import { z } from "zod";
import { number, schemaVersion, text } from "./base.ts";

const size = z.object({ rows: number, sizeBytes: number });
const place = z.enum(["embedded", "url"]);

export const storeResponse = z.object({
  schemaVersion,
  facts: size.extend({
    place,
    schemaVersion: number,
    tables: z.array(size.extend({ table: text, retentionDays: number.nullable(), bytesPerDay: number.nullable() })),
    days: z.array(size.extend({ day: text })),
    bytesPerSpan: number.nullable(),
  }),
  state: z.object({
    place,
    schemaVersion: number,
    sizeBytes: number,
    tables: z.array(size.extend({ table: text })),
  }),
  log: z.object({
    sizeBytes: number,
    segments: number,
    spansPending: number,
    quarantineBytes: number,
    quarantineFiles: number,
  }),
  disk: z.object({ totalBytes: number, freeBytes: number }),
  forecast: z
    .object({ bytesPerDay: number, steadyStateBytes: number.nullable(), daysUntilFull: number.nullable() })
    .nullable(),
}) satisfies z.ZodType<StoreResponse>;
