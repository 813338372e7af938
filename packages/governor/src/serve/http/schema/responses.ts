import {
  OUTCOMES,
  type EndpointOffendersResponse,
  type EventAccepted,
  type FindingResponse,
  type FindingsResponse,
  type GateResponse,
  type JourneysResponse,
  type ReleasesResponse,
  type StatusResponse,
  type TagValuesResponse,
} from "@governor/contract";
import { z } from "zod";
import { epochMs, number, period, schemaVersion, series, text } from "./base.ts";
import { changeEvent, finding, owner, verdict } from "./verdict.ts";

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

const stepHealth = z
  .object({
    step: text,
    title: text,
    service: text,
    endpoint: text,
    targetMs: number,
    p95Ms: number.nullable(),
    lowMs: number.nullable(),
    highMs: number.nullable(),
    n: number,
    minN: number,
    errorRate: number.nullable(),
    state: z.enum(["within", "near", "over", "not-enough-data", "no-data"]),
    change: number.nullable(),
    exemplarTraceId: text.nullable(),
    series,
  })
  .meta({
    id: "StepHealth",
    description: "One step of a journey: p95 against its target, with its 95 % interval and n.",
  });

export const journeysResponse = z.object({
  schemaVersion,
  period,
  journeys: z.array(z.object({ journey: text, title: text, owner: owner.nullable(), steps: z.array(stepHealth) })),
  markers: z.array(changeEvent),
  findings: z.array(finding),
}) satisfies z.ZodType<JourneysResponse>;

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

export const findingsResponse = z.object({
  schemaVersion,
  findings: z.array(finding),
}) satisfies z.ZodType<FindingsResponse>;
export const findingResponse = z.object({ schemaVersion, finding }) satisfies z.ZodType<FindingResponse>;

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
}) satisfies z.ZodType<GateResponse>;

export const eventAccepted = z.object({ schemaVersion, id: text }) satisfies z.ZodType<EventAccepted>;
