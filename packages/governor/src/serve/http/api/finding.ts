import { FINDING_STATES, SCHEMA_VERSION, type FindingResponse, type FindingsResponse } from "@governor/contract";
import { z } from "zod";
import { acknowledge, getFinding, listFindings } from "../../../act/finding/finding.ts";
import { GovernorError } from "../../../errors.ts";
import { periodQuery, periodStart, readPeriod, rowLimit } from "../period.ts";
import { findingResponse, findingsResponse } from "../schema/responses.ts";
import { apiRoutes } from "./routes.ts";

const listQuery = z.strictObject({
  ...periodQuery,
  from: periodStart("now-30d"),
  state: z
    .enum([...FINDING_STATES, "active", "all"])
    .default("active")
    .describe("`active`: open and acknowledged"),
  limit: rowLimit(100),
});

const params = z.object({ id: z.uuid() });

export const findingRoutes = apiRoutes((app, context) => {
  app.get(
    "/findings",
    {
      config: { permission: "read" },
      schema: {
        summary: "Findings, worst first",
        tags: ["findings"],
        querystring: listQuery,
        response: { 200: findingsResponse },
      },
    },
    async (request): Promise<FindingsResponse> => {
      const { state, limit, ...rest } = request.query;
      const { fromMs, toMs, tags, team } = readPeriod(rest, context.nowMs());
      const states =
        state === "active" ? (["open", "acknowledged"] as const) : state === "all" ? FINDING_STATES : [state];
      const findings = await listFindings(context.state, { states, fromMs, toMs, tags, team, limit });
      return { schemaVersion: SCHEMA_VERSION, findings };
    },
  );
  app.get(
    "/findings/:id",
    {
      config: { permission: "read" },
      schema: {
        summary: "One finding with its history",
        tags: ["findings"],
        params,
        response: { 200: findingResponse },
      },
    },
    async (request): Promise<FindingResponse> => {
      const finding = await getFinding(context.state, request.params.id);
      if (finding === null) throw notFound(request.params.id);
      return { schemaVersion: SCHEMA_VERSION, finding };
    },
  );
  app.post(
    "/findings/:id/acknowledge",
    {
      config: { permission: "write" },
      schema: {
        summary: "Say that somebody is on it",
        tags: ["findings"],
        params,
        body: z.strictObject({ note: z.string().max(2_000).default("") }).nullish(),
        response: { 200: findingResponse },
      },
    },
    async (request): Promise<FindingResponse> => {
      const { note = "" } = request.body ?? {};
      const finding = await acknowledge(context.state, request.params.id, {
        actor: request.principal.actor,
        note,
        nowMs: context.nowMs(),
      });
      if (finding === null) throw notFound(request.params.id);
      return { schemaVersion: SCHEMA_VERSION, finding };
    },
  );
});

function notFound(id: string): GovernorError {
  return new GovernorError("request.not-found", {
    what: `finding ${id}`,
    hint: "GET /api/v1/findings?state=all lists them.",
  });
}
