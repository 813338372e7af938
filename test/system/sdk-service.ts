/**
 * A small service that knows nothing of Governor: OpenTelemetry's SDK, its HTTP instrumentation, and whatever the three
 * environment variables say. It answers its own requests, shuts the SDK down as a service does at its end, and prints
 * the spans that were ended, one JSON line in all.
 */
import { once } from "node:events";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { SpanStatusCode, context, SpanKind, trace, type Span } from "@opentelemetry/api";
import { getRPCMetadata } from "@opentelemetry/core";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { NodeSDK } from "@opentelemetry/sdk-node";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

/** What the parent process compares with. */
export interface EndedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: "internal" | "server" | "client";
  route: string;
  failed: boolean;
  durationMs: number;
}

const ended = new Set<ReadableSpan>();
const sdk = new NodeSDK({
  instrumentations: [new HttpInstrumentation({ applyCustomAttributesOnSpan: (span) => remember(span) })],
});
sdk.start();

// The instrumentation patches modules as they are required.
const http = createRequire(import.meta.url)("node:http") as typeof import("node:http");
const tracer = trace.getTracer("sdk-service");

const server = http.createServer((request, response) => {
  const [, resource = ""] = (request.url ?? "").split("/");
  const metadata = getRPCMetadata(context.active());
  // As a framework's instrumentation says which route was matched.
  if (metadata) Object.assign(metadata, { route: `/${resource}/:id` });
  tracer.startActiveSpan("look up", (span) => {
    const delayMs = resource === "reports" ? 40 : 5;
    setTimeout(() => {
      remember(span);
      span.end();
      response.statusCode = request.url?.endsWith("/bad") ? 500 : 200;
      response.end("done");
    }, delayMs);
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");

const { port } = server.address() as AddressInfo;
const paths = [
  ...Array.from({ length: 20 }, (_, i) => `/orders/${i}`),
  ...Array.from({ length: 5 }, (_, i) => `/reports/${i}`),
  ...Array.from({ length: 4 }, () => "/orders/bad"),
];
for (const path of paths) await visit(path);
server.close();
server.closeAllConnections();
await sdk.shutdown();
process.stdout.write(`${JSON.stringify([...ended].map(shown))}\n`);

function visit(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      response.resume();
      response.on("end", resolve);
    });
    request.on("error", reject);
  });
}

function remember(span: Span): void {
  ended.add(span as unknown as ReadableSpan);
}

function shown(span: ReadableSpan): EndedSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? "",
    name: span.name,
    kind: span.kind === SpanKind.SERVER ? "server" : span.kind === SpanKind.CLIENT ? "client" : "internal",
    route: String(span.attributes["http.route"] ?? ""),
    failed: span.status.code === SpanStatusCode.ERROR,
    durationMs: span.duration[0] * 1_000 + span.duration[1] / 1e6,
  };
}
