import type { SpanResponse, TraceOutlineResponse, TraceResponse, TracesResponse } from "@governor/contract";
import { z } from "zod";
import { attributes, epochMs, number, period, schemaVersion, text } from "./base.ts";
import { owner } from "./verdict.ts";

export const tracesResponse = z.object({
  schemaVersion,
  period,
  traces: z.array(
    z.object({
      traceId: text,
      rootName: text,
      service: text,
      tenant: text,
      release: text,
      startUnixMs: epochMs,
      durationMs: number,
      spans: number,
      errors: number,
    }),
  ),
}) satisfies z.ZodType<TracesResponse>;

const outline = {
  spanId: text,
  parentSpanId: text,
  name: text,
  kind: number,
  service: text,
  env: text,
  tenant: text,
  release: text,
  startOffsetNs: number,
  durationNs: number,
  status: number.describe("2 where it failed"),
  httpMethod: text,
  httpRoute: text,
  dbSystem: text,
  dbQuery: text,
};

const spanOutline = z
  .object(outline)
  .meta({ id: "SpanOutline", description: "What a waterfall needs of a span; `dbQuery` is its first 512 characters." });

const spanView = z
  .object({
    ...outline,
    journey: text,
    step: text,
    statusMessage: text,
    httpStatus: number,
    scopeName: text,
    attributes,
    resourceAttributes: attributes,
    events: z.array(z.object({ offsetNs: number, name: text, attributes })),
    links: z.array(z.object({ traceId: text, spanId: text, attributes })),
  })
  .meta({ id: "Span", description: "One span of a trace; times are nanoseconds from the trace's start." });

const trace = {
  schemaVersion,
  traceId: text,
  startUnixNs: text,
  durationNs: number,
  spanCount: number,
  truncated: z.boolean(),
  entry: z.object({ service: text, endpoint: text }).nullable(),
  owner: owner.nullable(),
};

export const traceResponse = z.object({ ...trace, spans: z.array(spanView) }) satisfies z.ZodType<TraceResponse>;

export const traceOutlineResponse = z.object({
  ...trace,
  spans: z.array(spanOutline),
}) satisfies z.ZodType<TraceOutlineResponse>;

export const spanResponse = z.object({
  schemaVersion,
  traceId: text,
  spans: z.array(spanView),
}) satisfies z.ZodType<SpanResponse>;
