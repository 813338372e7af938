import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { BatchSpanProcessor } from "@opentelemetry/sdk-trace";
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from "@opentelemetry/semantic-conventions";
import { BaggageSpanProcessor } from "./telemetry/baggage.ts";

// Loaded with `node --import`, before the service: instrumentations patch modules as they are first loaded.
const { OTEL_SERVICE_NAME = "example", RELEASE = "v1", RELEASE_SHA = "", DEPLOYMENT_ENV = "local" } = process.env;
process.env["OTEL_METRICS_EXPORTER"] ??= "none";
process.env["OTEL_LOGS_EXPORTER"] ??= "none";

/**
 * A stock OpenTelemetry setup; where the spans go is said by OTEL_EXPORTER_OTLP_ENDPOINT and its siblings. The queue
 * holds some seconds of a bad day: an n+1 request alone makes 400 spans, and the default of 2,048 would lose most.
 */
const sdk = new NodeSDK({
  resource: resourceFromAttributes({
    [ATTR_SERVICE_NAME]: OTEL_SERVICE_NAME,
    [ATTR_SERVICE_VERSION]: RELEASE,
    [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: DEPLOYMENT_ENV,
    ...(RELEASE_SHA && { "vcs.ref.head.revision": RELEASE_SHA }),
  }),
  resourceDetectors: [envDetector],
  spanProcessors: [
    new BaggageSpanProcessor(),
    new BatchSpanProcessor({
      exporter: new OTLPTraceExporter(),
      maxQueueSize: 32_768,
      maxExportBatchSize: 2_048,
      scheduledDelayMillis: 1_000,
    }),
  ],
  instrumentations: [
    // Only requests that somebody traces: health checks and the like are nobody's journey.
    new HttpInstrumentation({ requireParentforOutgoingSpans: true }),
    new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
  ],
});
sdk.start();

/** Sends what is still queued. */
export async function flushTelemetry(): Promise<void> {
  await sdk.shutdown();
}
