import {
  LIMITS,
  SCHEMA_VERSION,
  type SpanOutline,
  type SpanResponse,
  type TraceOutlineResponse,
  type TraceResponse,
  type TracesResponse,
} from "@governor/contract";
import { z } from "zod";
import { ownerOf, type Catalog } from "../../../../catalog/catalog.ts";
import { GovernorError } from "../../../../errors.ts";
import { scopeOf } from "../../access.ts";
import { periodQuery, readPeriod, rowLimit } from "../../period.ts";
import { spanResponse, traceOutlineResponse, traceResponse, tracesResponse } from "../../schema/trace.ts";
import { readFreshMs } from "../fresh.ts";
import { apiRoutes } from "../routes.ts";
import { entryOf, listTraces, readOutline, readSpans, readTrace, type StoredTrace } from "./read.ts";

/** No span that is asked for takes longer than a month. */
const DURATION_MAX_MS = 31 * 86_400_000;

const traceId = z
  .string()
  .regex(/^[0-9a-fA-F]{32}$/, "a trace id is 32 hex digits")
  .toLowerCase();
const spanId = z
  .string()
  .regex(/^[0-9a-fA-F]{16}$/, "a span id is 16 hex digits")
  .toLowerCase();

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
});

/** One trace by its id, in three amounts: whole, what a waterfall needs, one span. */
export const oneTraceRoutes = apiRoutes((app, context) => {
  app.get(
    "/traces/:traceId",
    {
      config: { permission: "read" },
      schema: {
        summary: "One trace with all its spans",
        tags: ["read"],
        params: z.object({ traceId }),
        response: { 200: traceResponse },
      },
    },
    async (request): Promise<TraceResponse> => {
      const { traceId: id } = request.params;
      return answerOf(id, await readTrace(context.facts, id, scopeOf(request)), context.catalog().catalog);
    },
  );
  app.get(
    "/traces/:traceId/outline",
    {
      config: { permission: "read" },
      schema: {
        summary: "One trace with what a waterfall needs of its spans",
        tags: ["read"],
        params: z.object({ traceId }),
        response: { 200: traceOutlineResponse },
      },
    },
    async (request): Promise<TraceOutlineResponse> => {
      const { traceId: id } = request.params;
      return answerOf(id, await readOutline(context.facts, id, scopeOf(request)), context.catalog().catalog);
    },
  );
  app.get(
    "/traces/:traceId/spans/:spanId",
    {
      config: { permission: "read" },
      schema: {
        summary: "One span with everything that is known of it",
        tags: ["read"],
        params: z.object({ traceId, spanId }),
        response: { 200: spanResponse },
      },
    },
    async (request): Promise<SpanResponse> => {
      const { traceId: id, spanId: span } = request.params;
      const spans = await readSpans(context.facts, id, span, scopeOf(request));
      if (spans.length === 0) throw notStored(`span ${span} of trace ${id}`);
      return { schemaVersion: SCHEMA_VERSION, traceId: id, spans };
    },
  );
});

function answerOf<Span extends SpanOutline>(
  id: string,
  trace: StoredTrace<Span> | null,
  catalog: Catalog,
): TraceOutlineResponse & { spans: Span[] } {
  if (trace === null) throw notStored(`trace ${id}`);
  const entry = entryOf(trace.spans);
  return {
    schemaVersion: SCHEMA_VERSION,
    traceId: id,
    startUnixNs: String(trace.startUnixNs),
    durationNs: trace.durationNs,
    spanCount: trace.spanCount,
    truncated: trace.spanCount > LIMITS.traceSpans,
    spans: trace.spans,
    entry,
    owner: entry === null ? null : ownerOf(catalog, { service: entry.service }),
  };
}

function notStored(what: string): GovernorError {
  return new GovernorError("request.not-found", {
    what,
    hint: "It may not have arrived yet, or be past its retention.",
  });
}
