import {
  OUTCOMES,
  type EndpointOffendersResponse,
  type EventAccepted,
  type GateResponse,
  type ReleasesResponse,
  type StatusResponse,
  type TagValuesResponse,
} from "@governor/contract";
import { z } from "zod";
import { epochMs, number, period, schemaVersion, series, text } from "./base.ts";
import { changeEvent, owner, verdict } from "./verdict.ts";

export const statusResponse = z.object({
  schemaVersion,
  version: text,
  ready: z.boolean(),
  problems: z.array(text),
  spansAcknowledged: number,
  spansPending: number,
  freshMs: epochMs.nullable(),
  hasData: z.boolean(),
  otlpHttpUrl: text,
  lastJudgedMs: epochMs.nullable(),
  catalog: z.object({
    path: text.nullable(),
    journeys: number,
    services: number,
    teams: number,
    problem: text.nullable(),
  }),
}) satisfies z.ZodType<StatusResponse>;

export const tagValuesResponse = z.object({
  schemaVersion,
  tag: text,
  values: z.array(z.object({ value: text, spans: number })),
}) satisfies z.ZodType<TagValuesResponse>;

export const offenderSort = z.enum(["share", "p95", "calls", "errors", "errorImpact", "change"]);

const endpointOffender = z
  .object({
    service: text,
    env: text,
    endpoint: text,
    method: text,
    route: text,
    kind: number,
    calls: number,
    errors: number,
    errorRate: number,
    p50Ms: number,
    p95Ms: number,
    p99Ms: number,
    p95LowMs: number,
    p95HighMs: number,
    totalTimeMs: number,
    timeShare: number.describe("0 to 1 of all endpoint time in the period"),
    errorImpact: number.describe("Error rate × calls a minute"),
    change: number.nullable(),
    owner: owner.nullable(),
    release: text,
    exemplarTraceId: text.nullable(),
    errorTraceId: text.nullable(),
    series,
  })
  .meta({ id: "EndpointOffender", description: "An endpoint and what it costs its callers." });

export const endpointOffendersResponse = z.object({
  schemaVersion,
  period,
  sort: offenderSort,
  totalTimeMs: number,
  total: number,
  endpoints: z.array(endpointOffender),
  markers: z.array(changeEvent),
}) satisfies z.ZodType<EndpointOffendersResponse>;

export const releasesResponse = z.object({
  schemaVersion,
  period,
  releases: z.array(
    z.object({
      service: text,
      env: text,
      release: text,
      previous: text,
      firstSeenMs: epochMs.nullable(),
      lastSeenMs: epochMs.nullable(),
      spans: number,
      event: changeEvent.nullable(),
    }),
  ),
}) satisfies z.ZodType<ReleasesResponse>;

export const gateResponse = z.object({
  schemaVersion,
  release: text,
  env: text,
  fromMs: epochMs,
  toMs: epochMs,
  outcome: z.enum(OUTCOMES),
  verdicts: z.array(verdict),
  notJudged: z
    .array(
      z.object({
        journey: text,
        step: text,
        title: text,
        measure: text,
        targetMs: number,
        reason: text,
        owner: owner.nullable(),
      }),
    )
    .describe("Budgets of which no data can be there yet; they do not touch the outcome"),
}) satisfies z.ZodType<GateResponse>;

export const eventAccepted = z.object({ schemaVersion, id: text }) satisfies z.ZodType<EventAccepted>;
