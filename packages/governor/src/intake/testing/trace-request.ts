import { TRACE_REQUEST } from "../otlp/schema.ts";

/** A request in the names of the JSON mapping, ids as hex, 64-bit integers as decimal strings. */
export interface TestRequest {
  resourceSpans: {
    resource?: { attributes: TestAttribute[] };
    scopeSpans: { scope?: { name?: string; version?: string }; spans: TestSpan[] }[];
  }[];
}
export interface TestAttribute {
  key: string;
  value: Record<string, unknown>;
}
export interface TestSpan extends Record<string, unknown> {
  traceId?: unknown;
}

export const NOW_MS: number = Date.UTC(2026, 10, 23, 12);
export const START_NS: bigint = BigInt(NOW_MS) * 1_000_000n;

/** A valid span; what matters to a test is given. */
export function testSpan(fields: TestSpan = {}): TestSpan {
  return {
    traceId: "5b8efff798038103d269b633813fc60c",
    spanId: "eee19b7ec3c1b174",
    name: "GET /cases/:id",
    kind: 2,
    startTimeUnixNano: String(START_NS),
    endTimeUnixNano: String(START_NS + 25_000_000n),
    ...fields,
  };
}

export function text(key: string, value: string): TestAttribute {
  return { key, value: { stringValue: value } };
}

export function requestOf(
  spans: TestSpan[],
  resource: TestAttribute[] = [text("service.name", "case-api")],
): TestRequest {
  return {
    resourceSpans: [
      { resource: { attributes: resource }, scopeSpans: [{ scope: { name: "http", version: "1.2.0" }, spans }] },
    ],
  };
}

export function asJson(request: unknown): Buffer {
  return Buffer.from(JSON.stringify(request));
}

/** The same request in protobuf, by protobufjs' own writer. */
export function asProtobuf(request: TestRequest): Buffer {
  return Buffer.from(TRACE_REQUEST.encode(TRACE_REQUEST.fromObject(bytesFromHex(request))).finish());
}

function bytesFromHex(value: unknown, key = ""): { [key: string]: unknown } {
  if (typeof value === "string" && /^(traceId|spanId|parentSpanId)$/.test(key)) {
    return Buffer.from(value, "hex") as unknown as { [key: string]: unknown };
  }
  if (Array.isArray(value)) return value.map((item) => bytesFromHex(item)) as unknown as { [key: string]: unknown };
  if (typeof value !== "object" || value === null) return value as { [key: string]: unknown };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, bytesFromHex(inner, name)]));
}
