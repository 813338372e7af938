import { Agent, request } from "undici";
import type { StatusResponse } from "@governor/contract";
import { engineFloor, decodeFloor } from "./intake-floor.ts";
import { exactQuantile, report, round, spread } from "./measure.ts";
import { startBenchServer } from "./server.ts";
import { SPANS_PER_REQUEST, traceRequest } from "./spans.ts";

/**
 * Spans a second from the request to the durable acknowledgement, and to being readable, over real HTTP with the sender
 * on the same cores; beside it the floors on the same rows: decoding alone, and the bare engine's insert.
 */
const ROUNDS = Number(process.env["ROUNDS"] ?? 3);
const REQUESTS = Number(process.env["REQUESTS"] ?? 500);
const CONNECTIONS = 16;
/** A quiet fleet: 4,000 spans a second, well under what is possible, so that waiting for others is not in the figure. */
const PACED_PER_SECOND = 20;
const PACED_SECONDS = 10;

const server = await startBenchServer();
const restBytes = server.memoryBytes();
let peakBytes = 0;
const sampler = setInterval(() => (peakBytes = Math.max(peakBytes, server.memoryBytes())), 250);
const acknowledged: number[] = [];
const readable: number[] = [];
const latenciesMs: number[] = [];
for (let roundIndex = 0; roundIndex < ROUNDS; roundIndex++) {
  const bodies = Array.from({ length: REQUESTS }, (_, i) => traceRequest(roundIndex * REQUESTS + i, Date.now()));
  const spans = REQUESTS * SPANS_PER_REQUEST;
  const started = performance.now();
  await sendAll(bodies);
  acknowledged.push((spans / (performance.now() - started)) * 1000);
  await untilReadable();
  readable.push((spans / (performance.now() - started)) * 1000);
}
const pacedMs = await sendPaced();
clearInterval(sampler);
await server.stop();

const bodies = Array.from({ length: REQUESTS }, (_, i) => traceRequest(i, Date.now()));
const decode = decodeFloor(bodies, ROUNDS);
const engine = await engineFloor(bodies, ROUNDS);
report("intake", {
  spansPerRequest: SPANS_PER_REQUEST,
  attributesPerSpan: 12,
  acknowledgedSpansPerSecond: spread(acknowledged, 0),
  readableSpansPerSecond: spread(readable, 0),
  acknowledgementAtFullLoadMs: quantiles(latenciesMs),
  acknowledgementAt4000SpansPerSecondMs: quantiles(pacedMs),
  memoryMiB: { atRest: mebibytes(restBytes), peak: mebibytes(peakBytes) },
  floors: { decodeSpansPerSecond: decode, engineInsertRowsPerSecond: engine },
  acknowledgedOverDecode: round(spread(acknowledged).median / decode.median, 2),
  readableOverEngine: round(spread(readable).median / engine.median, 2),
});

async function sendAll(batches: readonly Buffer[]): Promise<void> {
  const dispatcher = new Agent({ connections: CONNECTIONS });
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < batches.length) {
      const started = performance.now();
      await send(batches[next++], dispatcher);
      latenciesMs.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  await dispatcher.close();
}

/** Open model: each request has its time to start, and latency counts from there, whether or not the sender was late. */
async function sendPaced(): Promise<number[]> {
  const dispatcher = new Agent({ connections: CONNECTIONS });
  const count = PACED_PER_SECOND * PACED_SECONDS;
  const batches = Array.from({ length: count }, (_, i) => traceRequest(ROUNDS * REQUESTS + i, Date.now()));
  const begun = performance.now();
  const latencies = await Promise.all(
    batches.map(async (body, i) => {
      const intended = begun + (i * 1000) / PACED_PER_SECOND;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, intended - performance.now())));
      await send(body, dispatcher);
      return performance.now() - intended;
    }),
  );
  await dispatcher.close();
  return latencies;
}

async function send(body: Buffer | undefined, dispatcher: Agent): Promise<void> {
  const headers = { "content-type": "application/x-protobuf" };
  const options = { method: "POST" as const, headers, body: body ?? null, dispatcher };
  const response = await request(`${server.url}/v1/traces`, options);
  await response.body.dump();
  if (response.statusCode !== 200) throw new Error(`refused with ${response.statusCode}`);
}

async function untilReadable(): Promise<void> {
  for (;;) {
    const response = await request(`${server.url}/api/v1/status`);
    const status = (await response.body.json()) as StatusResponse;
    if (status.spansPending === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function quantiles(latencies: readonly number[]): { p50: number; p99: number; n: number } {
  return { p50: round(exactQuantile(latencies, 0.5)), p99: round(exactQuantile(latencies, 0.99)), n: latencies.length };
}

function mebibytes(bytes: number): number {
  return round(bytes / 1024 ** 2, 0);
}
