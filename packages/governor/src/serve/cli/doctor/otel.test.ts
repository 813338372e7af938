import { expect, test } from "vitest";
import { otelChecks, otlpHeaders, tracesUrl } from "./otel.ts";
import { offsetOf } from "./probe.ts";

const GOOD = {
  OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318",
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
  OTEL_SERVICE_NAME: "cases-api",
  OTEL_RESOURCE_ATTRIBUTES: "service.version=v1,deployment.environment.name=prod",
};

test("variables that are right, and none at all, are well", () => {
  expect(otelChecks(GOOD).map(({ level }) => level)).toEqual(["ok"]);
  expect(otelChecks({}).map(({ level }) => level)).toEqual(["ok"]);
});

test.each([
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, "fail", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" }, "fail", "http://localhost:4318"],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://a:4317" }, "fail", "4318"],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://a:4318/v1/traces" }, "fail", "ENDPOINT=http://a:4318."],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://a:4318" }, "fail", "http://a:4318/v1/traces"],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://a:4318/v1/traces/" }, "fail", "http://a:4318/v1/traces."],
  [{ OTEL_SDK_DISABLED: "true" }, "fail", "Unset OTEL_SDK_DISABLED"],
  [{ OTEL_TRACES_EXPORTER: "console" }, "fail", "Unset OTEL_TRACES_EXPORTER"],
  [{ OTEL_TRACES_SAMPLER: "always_off" }, "fail", "Unset OTEL_TRACES_SAMPLER"],
  [{ OTEL_PROPAGATORS: "b3" }, "warn", "tracecontext,baggage"],
  [{ OTEL_SERVICE_NAME: "" }, "warn", "OTEL_SERVICE_NAME=<service>"],
  [{ OTEL_RESOURCE_ATTRIBUTES: "service.version=v1" }, "warn", "deployment.environment.name"],
  [{ OTEL_RESOURCE_ATTRIBUTES: `${GOOD.OTEL_RESOURCE_ATTRIBUTES},oops` }, "fail", "key=value,key=value"],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'service.version="v1",deployment.environment.name=p' }, "warn", "Leave them out"],
] as const)("%o is told with its fix", (env, level, fix) => {
  const checks = otelChecks({ ...GOOD, ...env });
  expect(checks).toMatchObject([{ level }]);
  expect(checks[0]?.fix).toContain(fix);
});

test("spans go to the signal's own endpoint as it is, else to the common one with the path added", () => {
  expect(tracesUrl({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://a:1/otlp/" })).toBe("http://a:1/otlp/v1/traces");
  expect(tracesUrl({ ...GOOD, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://b/x" })).toBe("http://b/x");
  expect(tracesUrl({ OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" })).toBeNull();
});

test("headers are pairs with percent-encoded values; what is none is left out", () => {
  const headers = otlpHeaders({ OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20k, x-a=1=2,broken,b d=1" });
  expect(headers).toEqual({ authorization: "Bearer k", "x-a": "1=2" });
});

test("clocks are apart by what the answer's travel does not explain", () => {
  expect(offsetOf(1_500, 1_000, 2_000)).toBe(0);
  expect(offsetOf(5_000, 1_000, 2_000)).toBe(3_000);
  expect(offsetOf(400, 1_000, 2_000)).toBe(-600);
});
