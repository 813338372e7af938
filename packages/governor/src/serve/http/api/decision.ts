import { SCHEMA_VERSION, type DecisionResponse, type DecisionsResponse } from "@governor/contract";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { decide, getDecision, listDecisions } from "../../../records/decision/decision.ts";
import { demand } from "../access.ts";
import type { ServerContext } from "../context.ts";
import { rowLimit } from "../period.ts";
import { decisionResponse, decisionsResponse } from "../schema/decision.ts";
import { apiRoutes } from "./routes.ts";

const params = z.object({ id: z.uuid() });
const body = z.strictObject({ note: z.string().max(2_000).default("") }).nullish();

/** What one person asked for and a second one decides. */
export const decisionRoutes = apiRoutes((app, context) => {
  app.get(
    "/decisions",
    {
      config: { permission: "admin" },
      schema: {
        summary: "What waits for a second person",
        tags: ["decisions"],
        querystring: z.strictObject({
          state: z.enum(["open", "all"]).default("open"),
          limit: rowLimit(100),
        }),
        response: { 200: decisionsResponse },
      },
    },
    async (request): Promise<DecisionsResponse> => {
      const { state, limit } = request.query;
      const filter = { isOpen: state === "open", limit, nowMs: context.nowMs() };
      return { schemaVersion: SCHEMA_VERSION, decisions: await listDecisions(context.state, filter) };
    },
  );
  app.post(
    "/decisions/:id/approve",
    {
      config: { permission: "admin" },
      schema: {
        summary: "Approve it, as the second person",
        tags: ["decisions"],
        params,
        body,
        response: { 200: decisionResponse },
      },
    },
    async (request) => decided(context, request, request.params.id, "approved", request.body?.note ?? ""),
  );
  app.post(
    "/decisions/:id/deny",
    {
      config: { permission: "admin" },
      schema: {
        summary: "Deny it; who proposed it takes it back this way",
        tags: ["decisions"],
        params,
        body,
        response: { 200: decisionResponse },
      },
    },
    async (request) => decided(context, request, request.params.id, "denied", request.body?.note ?? ""),
  );
});

async function decided(
  context: ServerContext,
  { principal }: FastifyRequest,
  id: string,
  outcome: "approved" | "denied",
  note: string,
): Promise<DecisionResponse> {
  const nowMs = context.nowMs();
  const { kind: name } = await getDecision(context.state, id, nowMs);
  const kind = context.decisionKinds.find((one) => one.kind === name);
  // What this server does not know, of another version, takes the most there is, and is done by nobody here.
  demand(principal, kind?.permission ?? "own");
  const decision = await decide(context.state, id, { outcome, actor: principal.actor, note, nowMs });
  if (outcome === "approved") await kind?.approved(decision, principal.actor);
  return { schemaVersion: SCHEMA_VERSION, decision };
}
