import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlSnippet, environmentSnippet } from "./snippet.ts";

test("three variables are all that an application is told", () => {
  expect(environmentSnippet("http://127.0.0.1:4318").split("\n")).toEqual([
    "export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318",
    "export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
    "export OTEL_SERVICE_NAME=my-service",
  ]);
});

test("the pasted command sends one valid span of now", () => {
  // The shell runs the snippet with a curl that prints the body it was given.
  const script = `curl() { while [ "$1" != -d ]; do shift; done; printf '%s' "$2"; }\n${curlSnippet("http://127.0.0.1:4318")}`;
  const body = JSON.parse(execFileSync("sh", ["-c", script], { encoding: "utf8" })) as OtlpBody;
  const span = body.resourceSpans[0]?.scopeSpans[0]?.spans[0];
  expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(span?.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(span?.startTimeUnixNano).toMatch(/^\d{19}$/);
  expect(Math.abs(Number(span?.startTimeUnixNano) / 1e6 - Date.now())).toBeLessThan(60_000);
  expect(BigInt(span?.endTimeUnixNano ?? 0)).toBeGreaterThan(BigInt(span?.startTimeUnixNano ?? 0));
});

interface OtlpBody {
  resourceSpans: {
    scopeSpans: { spans: { traceId: string; spanId: string; startTimeUnixNano: string; endTimeUnixNano: string }[] }[];
  }[];
}
