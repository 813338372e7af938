import {
  FINDING_FILTERS,
  FINDING_STATES,
  SCHEMA_VERSION,
  type FindingFilterState,
  type FindingResponse,
  type FindingsResponse,
} from "@governor/contract";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import {
  acknowledge,
  comment,
  findingNotFound,
  getFinding,
  listFindings,
  reopen,
  snooze,
  unsnooze,
  type FindingFilter,
  type Hand,
} from "../../../act/finding/finding.ts";
import { scopeOf } from "../access.ts";
import type { ServerContext } from "../context.ts";
import { periodQuery, periodStart, readPeriod, rowLimit } from "../period.ts";
import { commentBody, findingResponse, findingsResponse, noteBody, snoozeBody } from "../schema/finding.ts";
import { apiRoutes } from "./routes.ts";

const listQuery = z.strictObject({
  ...periodQuery,
  from: periodStart("now-30d"),
  state: z
    .enum(FINDING_FILTERS)
    .default("active")
    .describe("`active`: open or acknowledged, and not snoozed; `snoozed`: open or acknowledged, and snoozed"),
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
      const nowMs = context.nowMs();
      const { fromMs, toMs, tags, team } = readPeriod(rest, nowMs);
      const filter = { ...statesOf(state), fromMs, toMs, tags, team, limit, nowMs };
      return {
        schemaVersion: SCHEMA_VERSION,
        findings: await listFindings(context.state.scoped(scopeOf(request)), filter),
      };
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
    (request) => one(context, request, request.params.id),
  );
  const posted = <Body extends z.ZodType>(summary: string, body: Body) => ({
    config: { permission: "triage" as const },
    schema: { summary, tags: ["findings"], params, body, response: { 200: findingResponse } },
  });
  app.post("/findings/:id/acknowledge", posted("Say that somebody is on it", noteBody), (request) =>
    changed(context, request, (id, hand) => acknowledge(context.state, id, request.body?.note ?? "", hand)),
  );
  app.post("/findings/:id/comment", posted("Write something down about it", commentBody), (request) =>
    changed(context, request, (id, hand) => comment(context.state, id, request.body.text, hand)),
  );
  app.post("/findings/:id/snooze", posted("Leave it alone for a time, with a reason", snoozeBody), (request) =>
    changed(context, request, (id, hand) => snooze(context.state, id, request.body, hand)),
  );
  app.post("/findings/:id/unsnooze", posted("End a snooze before its time", noteBody), (request) =>
    changed(context, request, (id, hand) => unsnooze(context.state, id, request.body?.note ?? "", hand)),
  );
  app.post("/findings/:id/reopen", posted("Open it again: not fixed, or nobody is on it", noteBody), (request) =>
    changed(context, request, (id, hand) => reopen(context.state, id, request.body?.note ?? "", hand, context.told)),
  );
});

function statesOf(state: FindingFilterState): Pick<FindingFilter, "states" | "isSnoozed"> {
  if (state === "all") return { states: FINDING_STATES };
  if (state === "active") return { states: ["open", "acknowledged"], isSnoozed: false };
  if (state === "snoozed") return { states: ["open", "acknowledged"], isSnoozed: true };
  return { states: [state] };
}

async function one(context: ServerContext, request: FastifyRequest, id: string): Promise<FindingResponse> {
  const finding = await getFinding(context.state.scoped(scopeOf(request)), id, context.nowMs());
  if (finding === null) throw findingNotFound(id);
  return { schemaVersion: SCHEMA_VERSION, finding };
}

/** Changes a finding that the principal may see, and answers it as it is then. */
async function changed(
  context: ServerContext,
  request: FastifyRequest<{ Params: { id: string } }>,
  change: (id: string, hand: Hand) => Promise<void>,
): Promise<FindingResponse> {
  const { id } = request.params;
  await one(context, request, id);
  const { actor, name } = request.principal;
  await change(id, { actor, name, nowMs: context.nowMs() });
  return one(context, request, id);
}
