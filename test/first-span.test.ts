import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { EndpointOffender, EndpointOffendersResponse, StatusResponse, TraceResponse } from "@governor/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { atRank } from "./system/rank.ts";
import type { EndedSpan } from "./system/sdk-service.ts";
import { startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { getJson, until } from "./system/wait.ts";

const SERVICE = fileURLToPath(new URL("system/sdk-service.ts", import.meta.url));

/** How far a percentile out of a log histogram may be from the exact one. */
const ERROR_MAX = 0.011;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startServer(folder.path);
});

afterAll(async () => {
  await server.end("SIGTERM");
  await folder.remove();
});

test("before the first span the server says that it waits, and under which address", async () => {
  const status = await getJson<StatusResponse>(`${server.url}/api/v1/status`);
  expect(status).toMatchObject({ ready: true, hasData: false, freshMs: null, otlpHttpUrl: server.url });
  expect(status.catalog).toMatchObject({ path: null, journeys: 0, problem: null });
});

describe.each([
  { name: "http/protobuf", service: "shop-protobuf", env: { OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" } },
  { name: "http/json", service: "shop-json", env: { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" } },
  {
    name: "http/protobuf with gzip",
    service: "shop-gzip",
    env: { OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf", OTEL_EXPORTER_OTLP_COMPRESSION: "gzip" },
  },
])("OpenTelemetry's SDK, told by environment variables alone, over $name", ({ service, env }) => {
  let ended: EndedSpan[] = [];
  let endpoints: EndpointOffender[] = [];

  beforeAll(async () => {
    ended = await runService(server.url, service, env);
    const entries = ended.filter(isEntry);
    endpoints = await until("every request is counted", 30_000, async () => {
      const found = await readEndpoints(service);
      return sum(found.map((endpoint) => endpoint.calls)) === entries.length ? found : null;
    });
  });

  test("shows the service and its endpoints, and takes no path for one", () => {
    expect(names(endpoints)).toEqual(["GET", "GET /orders/:id", "GET /reports/:id"]);
    expect(find(endpoints, "GET /orders/:id")).toMatchObject({ method: "GET", route: "/orders/:id", kind: 2 });
  });

  test("counts calls and errors, and weighs the errors by the calls of a minute", () => {
    const orders = find(endpoints, "GET /orders/:id");
    expect(orders).toMatchObject({ calls: 24, errors: 4 });
    expect(orders.errorRate).toBeCloseTo(4 / 24, 10);
    // The period is the last hour: 4 errors in 60 minutes.
    expect(orders.errorImpact).toBeCloseTo(4 / 60, 10);
    expect(find(endpoints, "GET /reports/:id")).toMatchObject({ calls: 5, errors: 0, errorImpact: 0 });
  });

  test.each(["GET /orders/:id", "GET /reports/:id"])("%s has the percentiles of its spans", (endpoint) => {
    const durationsMs = ended.filter((span) => span.name === endpoint).map((span) => span.durationMs);
    const row = find(endpoints, endpoint);
    expectNear(row.p50Ms, atRank(durationsMs, 0.5));
    expectNear(row.p95Ms, atRank(durationsMs, 0.95));
    expectNear(row.p99Ms, atRank(durationsMs, 0.99));
    expectNear(row.totalTimeMs, sum(durationsMs));
  });

  test("shares out all the time between the endpoints", () => {
    const totalMs = sum(ended.filter(isEntry).map((span) => span.durationMs));
    const reportsMs = sum(ended.filter((span) => span.name === "GET /reports/:id").map((span) => span.durationMs));
    expect(find(endpoints, "GET /reports/:id").timeShare).toBeCloseTo(reportsMs / totalMs, 3);
    expect(sum(endpoints.map((endpoint) => endpoint.timeShare))).toBeCloseTo(1, 6);
  });

  test("opens an exemplar whose spans are those that the SDK ended", async () => {
    const { exemplarTraceId } = find(endpoints, "GET /reports/:id");
    const trace = await getJson<TraceResponse>(`${server.url}/api/v1/traces/${exemplarTraceId}`);
    const own = ended.filter((span) => span.traceId === exemplarTraceId);
    expect(own.map((span) => span.kind).toSorted()).toEqual(["client", "internal", "server"]);
    expect(identities(trace.spans)).toEqual(identities(own));
    expect(trace.entry).toEqual({ service, endpoint: "GET /reports/:id" });
  });

  test("opens the newest trace that failed", async () => {
    const { errorTraceId } = find(endpoints, "GET /orders/:id");
    const failed = ended.filter((span) => span.kind === "server" && span.failed).map((span) => span.traceId);
    expect(failed).toContain(errorTraceId);
    const trace = await getJson<TraceResponse>(`${server.url}/api/v1/traces/${errorTraceId}`);
    expect(trace.spans.find((span) => span.kind === 2)).toMatchObject({ status: 2, httpStatus: 500 });
  });

  test("has every span that was ended, once", async () => {
    const traceIds = [...new Set(ended.map((span) => span.traceId))];
    const traces = await Promise.all(
      traceIds.map((traceId) => getJson<TraceResponse>(`${server.url}/api/v1/traces/${traceId}`)),
    );
    expect(identities(traces.flatMap((trace) => trace.spans))).toEqual(identities(ended));
  });
});

test("afterwards the server says that data has come", async () => {
  const status = await getJson<StatusResponse>(`${server.url}/api/v1/status`);
  expect(status).toMatchObject({ hasData: true, problems: [] });
  expect(status.freshMs).toBeGreaterThan(Date.now() - 120_000);
});

/** Runs the service to its end; resolves to the spans its SDK ended. */
async function runService(url: string, service: string, env: Record<string, string>): Promise<EndedSpan[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [SERVICE], {
    cwd: tmpdir(),
    timeout: 30_000,
    maxBuffer: 16 * 1024 * 1024,
    env: { PATH: process.env["PATH"], OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SERVICE_NAME: service, ...env },
  });
  return JSON.parse(stdout) as EndedSpan[];
}

async function readEndpoints(service: string): Promise<EndpointOffender[]> {
  const query = new URLSearchParams({ service });
  return (await getJson<EndpointOffendersResponse>(`${server.url}/api/v1/offenders/endpoints?${query}`)).endpoints;
}

/** Where a request enters: what serves it, and the root, which is the client's span here. */
function isEntry(span: EndedSpan): boolean {
  return span.kind === "server" || span.parentSpanId === "";
}

function names(endpoints: readonly EndpointOffender[]): string[] {
  return endpoints.map(({ endpoint }) => endpoint).toSorted();
}

function find(endpoints: readonly EndpointOffender[], endpoint: string): EndpointOffender {
  const found = endpoints.find((row) => row.endpoint === endpoint);
  if (!found) throw new Error(`no endpoint ${endpoint} among ${names(endpoints).join(", ")}`);
  return found;
}

function identities(spans: readonly { spanId: string; parentSpanId: string; name: string }[]): string[] {
  return spans.map(({ spanId, parentSpanId, name }) => `${spanId} < ${parentSpanId || "nothing"}: ${name}`).toSorted();
}

function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(ERROR_MAX);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
