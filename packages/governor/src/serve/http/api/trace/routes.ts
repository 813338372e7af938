import { LIMITS, SCHEMA_VERSION, type TraceResponse, type TracesResponse } from "@governor/contract";
import { z } from "zod";
import { ownerOf } from "../../../../catalog/catalog.ts";
import { GovernorError } from "../../../../errors.ts";
import { scopeOf } from "../../access.ts";
import { periodQuery, readPeriod, rowLimit } from "../../period.ts";
import { traceResponse, tracesResponse } from "../../schema/responses.ts";
import { readFreshMs } from "../fresh.ts";
import { apiRoutes } from "../routes.ts";
import { entryOf, listTraces, readTrace } from "./read.ts";

/** No span that is asked for takes longer than a month. */
const DURATION_MAX_MS = 31 * 86_400_000;

const listQuery = z.strictObject({
  ...periodQuery,
  endpoint: z.string().default("").describe("`GET /cases/:id`, as the offenders list it"),
  minDurationMs: z.coerce
    .number()
    .min(0)
    .max(DURATION_MAX_MS)
    .default(0)
    .describe("Only traces whose entry took at least this"),
  errors: z.stringbool().default(false).describe("Only traces whose entry failed"),
  sort: z.enum(["newest", "slowest"]).default("newest").describe("Which come first"),
  limit: rowLimit(50),
});

export const traceRoutes = apiRoutes((app, context) => {
  app.get(
    "/traces",
    {
      config: { permission: "read" },
      schema: {
        summary: "Newest or slowest traces",
        tags: ["read"],
        querystring: listQuery,
        response: { 200: tracesResponse },
      },
    },
    async (request): Promise<TracesResponse> => {
      const { endpoint, minDurationMs, errors, sort, limit, ...rest } = request.query;
      const period = readPeriod(rest, context.nowMs());
      const scope = scopeOf(request);
      const filter = { ...period, endpoint, minDurationMs, errorsOnly: errors, sort, limit };
      const [traces, freshMs] = await Promise.all([
        listTraces(context.facts, filter, scope),
        readFreshMs(context.facts, scope),
      ]);
      return { schemaVersion: SCHEMA_VERSION, period: { fromMs: period.fromMs, toMs: period.toMs, freshMs }, traces };
    },
  );
  app.get(
    "/traces/:traceId",
    {
      config: { permission: "read" },
      schema: {
        summary: "One trace with all its spans",
        tags: ["read"],
        params: z.object({ traceId: z.string().regex(/^[0-9a-fA-F]{32}$/, "a trace id is 32 hex digits") }),
        response: { 200: traceResponse },
      },
    },
    async (request): Promise<TraceResponse> => {
      const traceId = request.params.traceId.toLowerCase();
      const trace = await readTrace(context.facts, traceId, scopeOf(request));
      if (trace === null) {
        const hint = "It may not have arrived yet, or be past its retention.";
        throw new GovernorError("request.not-found", { what: `trace ${traceId}`, hint });
      }
      const entry = entryOf(trace.spans);
      return {
        schemaVersion: SCHEMA_VERSION,
        traceId,
        startUnixNs: String(trace.startUnixNs),
        durationNs: trace.durationNs,
        spanCount: trace.spanCount,
        truncated: trace.spanCount > LIMITS.traceSpans,
        spans: trace.spans,
        entry,
        owner: entry === null ? null : ownerOf(context.catalog().catalog, { service: entry.service }),
      };
    },
  );
});
