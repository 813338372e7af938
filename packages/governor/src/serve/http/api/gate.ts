import { type GateResponse } from "@governor/contract";
import { z } from "zod";
import { recordGateRun } from "../../../records/gate-run/gate-run.ts";
import type { Scope } from "../../../store/scope.ts";
import { gate } from "../../gate.ts";
import { scopeOf } from "../access.ts";
import type { ServerContext } from "../context.ts";
import { periodQuery, readTime } from "../period.ts";
import { gateResponse } from "../schema/responses.ts";
import { apiRoutes } from "./routes.ts";

const query = z.strictObject({
  release: z.string().min(1).describe("The release to judge (service.version)"),
  env: periodQuery.env,
  service: periodQuery.service,
  from: z.string().optional().describe("Start of the facts that count; default: the release's first span"),
  to: periodQuery.to,
});

export const gateRoutes = apiRoutes((app, context) => {
  app.get(
    "/gate",
    {
      config: { permission: "read" },
      schema: {
        summary: "Judge a release by every latency budget, on the spans it made",
        tags: ["gate"],
        querystring: query,
        response: { 200: gateResponse },
      },
    },
    async (request): Promise<GateResponse> => judge(context, request.query, scopeOf(request)),
  );
  app.post(
    "/gate",
    {
      config: { permission: "event" },
      schema: {
        summary: "Judge a release, and put on record that a pipeline asked",
        tags: ["gate"],
        body: query.extend({ ci: z.string().min(1).max(50).describe("Which CI asks: github, gitlab, …") }),
        response: { 200: gateResponse },
      },
    },
    async (request): Promise<GateResponse> => {
      const { ci, ...wanted } = request.body;
      const response = await judge(context, wanted, scopeOf(request));
      const { release, env, outcome, verdicts } = response;
      await recordGateRun(context.state, {
        release,
        env,
        // Those whose budgets were judged; a release that nobody runs was judged on none.
        services: [...new Set(verdicts.map((verdict) => verdict.subject.service ?? ""))].filter((one) => one !== ""),
        outcome,
        ci,
        actor: request.principal.actor,
        ranMs: context.nowMs(),
      });
      return response;
    },
  );
});

function judge(context: ServerContext, wanted: z.output<typeof query>, scope: Scope): Promise<GateResponse> {
  const { release, env = "", service = "", from, to } = wanted;
  const nowMs = context.nowMs();
  return gate({
    facts: context.facts,
    catalog: context.catalog().catalog,
    scope,
    release,
    env,
    service,
    fromMs: from === undefined ? null : readTime(from, "from", nowMs),
    toMs: readTime(to, "to", nowMs),
  });
}
