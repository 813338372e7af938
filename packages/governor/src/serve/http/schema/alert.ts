import {
  ALERT_KINDS,
  WEEKDAYS,
  type AlertMessagesResponse,
  type AlertRouteBody,
  type AlertRouteCreated,
  type AlertRoutesResponse,
  type AlertTestResponse,
} from "@governor/contract";
import { z } from "zod";
import { epochMs, number, schemaVersion, text } from "./base.ts";

const kind = z.enum(ALERT_KINDS);
const days = z.array(z.enum(WEEKDAYS)).min(1).max(WEEKDAYS.length).readonly();

const route = z
  .object({
    id: text,
    name: text,
    kind,
    target: text.describe("Without what may be secret in it"),
    team: text.describe("Empty for every owner, and for what nobody owns"),
    quiet: z.object({ from: text, to: text, timezone: text, days }).nullable(),
    quietUntilMs: epochMs.nullable(),
    createdBy: text,
    createdMs: epochMs,
    lastSentMs: epochMs.nullable(),
    waiting: number,
    lastError: text,
  })
  .meta({ id: "AlertRoute", description: "Where alerts go. Its full address and its secret are never shown." });

export const alertRouteBody = z.strictObject({
  kind,
  target: z.string().trim().min(1).describe("A http or https address, or an e-mail address"),
  name: z.string().trim().min(1).max(100).exactOptional(),
  team: z.string().max(100).exactOptional().describe("Only what this team owns"),
  quiet: z
    .strictObject({
      from: z.string().describe("22:00"),
      to: z.string().describe("07:00"),
      timezone: z.string().max(64).describe("Europe/Berlin"),
      days: days.exactOptional().describe("On which they begin; every day when left out"),
    })
    .exactOptional(),
}) satisfies z.ZodType<AlertRouteBody>;

export const alertRoutesResponse = z.object({
  schemaVersion,
  routes: z.array(route),
  mailProblem: text.nullable(),
}) satisfies z.ZodType<AlertRoutesResponse>;

export const alertRouteCreated = z.object({
  schemaVersion,
  route,
  secret: text.nullable().describe("Signs a webhook's messages; in no other answer"),
}) satisfies z.ZodType<AlertRouteCreated>;

export const alertTestResponse = z.object({
  schemaVersion,
  isSent: z.boolean(),
  error: text,
}) satisfies z.ZodType<AlertTestResponse>;

export const alertMessagesResponse = z.object({
  schemaVersion,
  messages: z.array(
    z.object({
      id: text,
      routeId: text,
      routeName: text,
      kind,
      state: z.enum(["held", "pending", "sent", "failed"]),
      isSummary: z.boolean(),
      events: number,
      attempts: number,
      createdMs: epochMs,
      dueMs: epochMs.nullable(),
      endedMs: epochMs.nullable(),
      lastError: text,
    }),
  ),
}) satisfies z.ZodType<AlertMessagesResponse>;
