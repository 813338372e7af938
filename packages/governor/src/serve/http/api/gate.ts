import { type GateResponse } from "@governor/contract";
import { z } from "zod";
import { gate } from "../../gate.ts";
import { scopeOf } from "../access.ts";
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
    async (request): Promise<GateResponse> => {
      const { release, env = "", service = "", from, to } = request.query;
      const nowMs = context.nowMs();
      return gate({
        facts: context.facts,
        catalog: context.catalog().catalog,
        scope: scopeOf(request),
        release,
        env,
        service,
        fromMs: from === undefined ? null : readTime(from, "from", nowMs),
        toMs: readTime(to, "to", nowMs),
      });
    },
  );
});
