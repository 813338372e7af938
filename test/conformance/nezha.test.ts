import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { EndpointOffendersResponse, StatusResponse, TagValuesResponse, TraceResponse } from "@governor/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  asJson,
  asProtobuf,
  requestOf,
  text,
  type TestRequest,
} from "../../packages/governor/src/intake/testing/trace-request.ts";
import { atRank } from "../system/rank.ts";
import { startServer, temporaryFolder, type ServerProcess } from "../system/server.ts";
import { getJson, until } from "../system/wait.ts";

/** The folder with the Nezha data set's traces under `nezha/`. */
const folder = join(process.env["GOVERNOR_SHARED_DATA"] ?? "../shared/data", "nezha", "2022-08-22");

/** Three minutes of traffic, each sent in another form of OTLP/HTTP. */
const FILES = [
  { name: "03_53_trace.csv.gz", form: "protobuf" },
  { name: "03_54_trace.csv.gz", form: "json" },
  { name: "05_19_trace.csv.gz", form: "protobuf, gzip" },
] as const;

const BATCH_SPANS = 2_000;
const SAMPLE_TRACES = 200;
/** How far a percentile out of a log histogram may be from the exact one. */
const ERROR_MAX = 0.011;

interface Row {
  traceId: string;
  spanId: string;
  /** Empty at a root. */
  parentSpanId: string;
  service: string;
  name: string;
  startUnixNs: bigint;
  durationNs: bigint;
  kind: number;
}

// The files are not part of the checkout; a machine without them has nothing to conform to.
describe.skipIf(!existsSync(folder))("three minutes of a real system's traces, and no catalog", () => {
  let data: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: ServerProcess;
  let rows: Row[] = [];
  let period = { from: 0, to: 0 };

  beforeAll(async () => {
    data = await temporaryFolder();
    server = await startServer(data.path);
    const files = FILES.map(({ name, form }) => ({ form, rows: readRows(join(folder, name)) }));
    rows = files.flatMap((file) => file.rows);
    markKinds(rows);
    const startsMs = rows.map(({ startUnixNs }) => Number(startUnixNs / 1_000_000n));
    period = { from: startsMs.reduce((a, b) => Math.min(a, b)), to: startsMs.reduce((a, b) => Math.max(a, b)) + 1 };
    const beganMs = Date.now();
    for (const file of files) await send(server.url, file.form, file.rows);
    const acknowledgedMs = Date.now();
    await until("all is readable", 60_000, async () => (await read<StatusResponse>("status")).spansPending === 0);
    console.log(
      `nezha: ${rows.length} spans of ${new Set(rows.map(({ traceId }) => traceId)).size} traces, acknowledged in ` +
        `${acknowledgedMs - beganMs} ms (encoding included), readable ${Date.now() - acknowledgedMs} ms later`,
    );
  });

  afterAll(async () => {
    await server.end("SIGTERM");
    await data.remove();
  });

  it("every span of the files is stored, service by service", async () => {
    expect(rows.length).toBeGreaterThan(50_000);
    const { values } = await read<TagValuesResponse>("values", { ...period, tag: "service" });
    const expected = Map.groupBy(rows, ({ service }) => service);
    expect(expected.size).toBe(10);
    expect(Object.fromEntries(values.map(({ value, spans }) => [value, spans]))).toEqual(
      Object.fromEntries([...expected].map(([service, own]) => [service, own.length])),
    );
  });

  // A span that its sender sent twice is kept twice: what was acknowledged is not looked up again, which would cost every
  // other span. (A replay of the log is another matter, and stores nothing twice.)
  it(`${SAMPLE_TRACES} traces have exactly the files' spans, as often as they stand there`, async () => {
    const byTrace = Map.groupBy(rows, ({ traceId }) => traceId);
    const ids = [...byTrace.keys()].toSorted();
    const sample = ids.filter((_, i) => i % Math.floor(ids.length / SAMPLE_TRACES) === 0).slice(0, SAMPLE_TRACES);
    expect(sample).toHaveLength(SAMPLE_TRACES);
    for (const traceId of sample) {
      const trace = await read<TraceResponse>(`traces/${traceId}`);
      const startUnixNs = BigInt(trace.startUnixNs);
      const stored = trace.spans.map((span) => ({
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        service: span.service,
        name: span.name,
        startOffsetNs: span.startOffsetNs,
        durationNs: span.durationNs,
      }));
      const sent = (byTrace.get(traceId) ?? []).map((row) => ({
        spanId: row.spanId,
        parentSpanId: row.parentSpanId,
        service: row.service,
        name: row.name,
        startOffsetNs: Number(row.startUnixNs - startUnixNs),
        durationNs: Number(row.durationNs),
      }));
      expect(stored.toSorted(bySpanId), traceId).toEqual(sent.toSorted(bySpanId));
    }
  });

  it("endpoints appear with calls, errors, percentiles and their share of the time", async () => {
    const { endpoints, totalTimeMs } = await read<EndpointOffendersResponse>("offenders/endpoints", period);
    const entries = Map.groupBy(rows.filter(isEntry), ({ service, name }) => `${service} ${name}`);
    expect(endpoints.map(({ service, endpoint }) => `${service} ${endpoint}`).toSorted()).toEqual(
      [...entries.keys()].toSorted(),
    );
    expect(entries.size).toBeGreaterThan(10);
    for (const row of endpoints) {
      const durationsMs = (entries.get(`${row.service} ${row.endpoint}`) ?? []).map(
        ({ durationNs }) => Number(durationNs) / 1e6,
      );
      // The files tell of no span's status, so none is an error.
      expect(row).toMatchObject({ calls: durationsMs.length, errors: 0, errorRate: 0, errorTraceId: null, env: "" });
      for (const [key, q] of [
        ["p50Ms", 0.5],
        ["p95Ms", 0.95],
        ["p99Ms", 0.99],
      ] as const) {
        expectNear(row[key], atRank(durationsMs, q), `${key} of ${row.service} ${row.endpoint}`);
      }
      const timeMs = durationsMs.reduce((sum, durationMs) => sum + durationMs, 0);
      expect(row.timeShare).toBeCloseTo(timeMs / totalTimeMs, 6);
    }
    expect(endpoints[0]).toMatchObject({ service: "frontend", endpoint: "hipstershop.Frontend/Recv." });
  });

  it("an endpoint's exemplar is a slow trace of it, and opens", async () => {
    const { endpoints } = await read<EndpointOffendersResponse>("offenders/endpoints", { ...period, limit: 5 });
    expect(endpoints).toHaveLength(5);
    for (const { service, endpoint, p95Ms, exemplarTraceId } of endpoints) {
      const trace = await read<TraceResponse>(`traces/${exemplarTraceId}`);
      const slowest = trace.spans
        .filter((span) => span.service === service && span.name === endpoint)
        .map((span) => span.durationNs / 1e6)
        .reduce((a, b) => Math.max(a, b), 0);
      expect(slowest, `${service} ${endpoint}`).toBeGreaterThan(p95Ms * (1 - 2 * ERROR_MAX));
    }
  });

  it("nothing of 2022 is shown as of now", async () => {
    expect(await read<EndpointOffendersResponse>("offenders/endpoints")).toMatchObject({ endpoints: [], total: 0 });
  });

  function read<Body>(path: string, query: Record<string, string | number> = {}): Promise<Body> {
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
    return getJson<Body>(`${server.url}/api/v1/${path}?${search}`);
  }
});

/** Columns: TraceID, SpanID, ParentID, PodName, OperationName, StartTimeUnixNano, EndTimeUnixNano, Duration. */
function readRows(path: string): Row[] {
  const [, ...lines] = gunzipSync(readFileSync(path)).toString("utf8").trim().split(/\r?\n/);
  return lines.map((line) => {
    const [traceId = "", spanId = "", parent = "", pod = "", name = "", start = "", end = ""] = line.split(",");
    const startUnixNs = BigInt(start);
    const parentSpanId = parent === "root" ? "" : parent;
    return {
      traceId,
      spanId,
      parentSpanId,
      service: serviceOf(pod),
      name,
      startUnixNs,
      durationNs: BigInt(end) - startUnixNs,
      kind: 1,
    };
  });
}

/** `frontend-579b9bff58-t2dbm` is a pod of `frontend`. */
function serviceOf(pod: string): string {
  return pod.replace(/-[0-9a-f]{8,10}-[a-z0-9]{5}$/, "");
}

/** The files do not say what kind a span is: what another service called, or nobody, serves; what called one is a client. */
function markKinds(rows: readonly Row[]): void {
  const known = new Map(rows.map((row) => [row.traceId + row.spanId, row]));
  for (const row of rows) {
    const parent = known.get(row.traceId + row.parentSpanId);
    if (row.parentSpanId === "") row.kind = 2;
    if (parent === undefined || parent.service === row.service) continue;
    row.kind = 2;
    if (parent.kind === 1) parent.kind = 3;
  }
}

/** Where a request enters a service. */
function isEntry({ kind, parentSpanId }: Row): boolean {
  return kind === 2 || parentSpanId === "";
}

async function send(url: string, form: (typeof FILES)[number]["form"], rows: readonly Row[]): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH_SPANS) {
    const request = otlpOf(rows.slice(from, from + BATCH_SPANS));
    const bytes = form === "json" ? asJson(request) : asProtobuf(request);
    const isGzip = form.endsWith("gzip");
    const response = await fetch(`${url}/v1/traces`, {
      method: "POST",
      headers: {
        "content-type": form === "json" ? "application/json" : "application/x-protobuf",
        ...(isGzip ? { "content-encoding": "gzip" } : {}),
      },
      body: new Uint8Array(isGzip ? gzipSync(bytes) : bytes),
    });
    expect(response.status, await response.text()).toBe(200);
  }
}

function otlpOf(rows: readonly Row[]): TestRequest {
  const resourceSpans = [...Map.groupBy(rows, ({ service }) => service)].flatMap(
    ([service, own]) =>
      requestOf(
        own.map((row) => ({
          traceId: row.traceId,
          spanId: row.spanId,
          parentSpanId: row.parentSpanId,
          name: row.name,
          kind: row.kind,
          startTimeUnixNano: String(row.startUnixNs),
          endTimeUnixNano: String(row.startUnixNs + row.durationNs),
        })),
        [text("service.name", service)],
      ).resourceSpans,
  );
  return { resourceSpans };
}

function bySpanId(a: { spanId: string }, b: { spanId: string }): number {
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0;
}

function expectNear(actual: number, expected: number, what: string): void {
  expect(Math.abs(actual / expected - 1), `${what}: ${actual} against ${expected}`).toBeLessThan(ERROR_MAX);
}
