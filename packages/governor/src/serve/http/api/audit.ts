import { SCHEMA_VERSION, type AuditResponse } from "@governor/contract";
import { z } from "zod";
import { listAudit } from "../../../records/audit/list.ts";
import { readTime, rowLimit } from "../period.ts";
import { auditResponse } from "../schema/audit.ts";
import { apiRoutes } from "./routes.ts";

const auditQuery = z.strictObject({
  before: z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .describe("Only entries older than this id: `nextBefore` of the page before"),
  actor: z.string().max(200).default("").describe("`key:<id>`, `local`, or a key's name"),
  action: z.string().max(100).default("").describe("`key.created`, or `key` for everything about keys"),
  subject: z.string().max(200).default("").describe("What it was done to: `key:<id>`"),
  since: z.string().default("").describe("Epoch milliseconds, an ISO time, or `now-7d` (s, m, h, d)"),
  limit: rowLimit(100),
});

/** Who did what. Admins read it; nobody changes it. */
export const auditRoutes = apiRoutes((app, context) => {
  app.get(
    "/audit",
    {
      config: { permission: "admin" },
      schema: {
        summary: "The audit log, newest first",
        tags: ["audit"],
        querystring: auditQuery,
        response: { 200: auditResponse },
      },
    },
    async (request): Promise<AuditResponse> => {
      const { before = null, since, limit, ...filter } = request.query;
      const sinceMs = since === "" ? null : readTime(since, "since", context.nowMs());
      const rows = await listAudit(context.state, { ...filter, before, sinceMs, limit: limit + 1 });
      const entries = rows.slice(0, limit);
      const nextBefore = rows.length > limit ? (entries.at(-1)?.id ?? null) : null;
      return { schemaVersion: SCHEMA_VERSION, entries, nextBefore };
    },
  );
});
