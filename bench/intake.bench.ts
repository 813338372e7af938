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
  acknowledgementMs: {
    p50: round(exactQuantile(latenciesMs, 0.5)),
    p99: round(exactQuantile(latenciesMs, 0.99)),
    n: latenciesMs.length,
  },
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
      const body = batches[next++];
      const started = performance.now();
      const headers = { "content-type": "application/x-protobuf" };
      const response = await request(`${server.url}/v1/traces`, {
        method: "POST",
        headers,
        body: body ?? null,
        dispatcher,
      });
      await response.body.dump();
      if (response.statusCode !== 200) throw new Error(`refused with ${response.statusCode}`);
      latenciesMs.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  await dispatcher.close();
}

async function untilReadable(): Promise<void> {
  for (;;) {
    const response = await request(`${server.url}/api/v1/status`);
    const status = (await response.body.json()) as StatusResponse;
    if (status.spansPending === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function mebibytes(bytes: number): number {
  return round(bytes / 1024 ** 2, 0);
}
