import { LIMITS, type Span } from "@governor/contract";
import { describe, expect, it } from "vitest";

import { DEFAULT_POLICY, type Policy } from "../../catalog/policy.ts";
import {
  asJson,
  asProtobuf,
  NOW_MS,
  requestOf,
  START_NS,
  testSpan,
  text,
  type TestSpan,
} from "../testing/trace-request.ts";
import { decodeTraces, type DecodedTraces } from "./decode.ts";
import type { Encoding } from "./visitor.ts";

const ENCODINGS: Encoding[] = ["protobuf", "json"];

function decode(
  encoding: Encoding,
  request: ReturnType<typeof requestOf>,
  policy: Policy = DEFAULT_POLICY,
): DecodedTraces {
  const bytes = encoding === "json" ? asJson(request) : asProtobuf(request);
  return decodeTraces(bytes, encoding, policy, NOW_MS);
}

function one(encoding: Encoding, span: TestSpan, resource = [text("service.name", "case-api")], policy?: Policy): Span {
  const { spans, rejected } = decode(encoding, requestOf([testSpan(span)], resource), policy);
  expect({ rejected, spans: spans.length }).toEqual({ rejected: 0, spans: 1 });
  return spans[0] as Span;
}

describe.each(ENCODINGS)("%s", (encoding) => {
  it("keeps every field of a span, 64-bit times to the last digit", () => {
    const span = one(encoding, {
      parentSpanId: "00f067aa0ba902b7",
      traceState: "vendor=1",
      flags: 257,
      startTimeUnixNano: "1763899200000000001",
      endTimeUnixNano: "1763899200025000003",
      status: { code: 2, message: "no such case" },
      attributes: [
        text("http.request.method", "GET"),
        text("http.route", "/cases/:id"),
        { key: "http.response.status_code", value: { intValue: "404" } },
      ],
      events: [{ timeUnixNano: "1763899200000000009", name: "retry", attributes: [text("n", "1")] }],
      links: [
        { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", attributes: [text("why", "batch")] },
      ],
    });
    expect(span).toMatchObject({
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
      parentSpanId: "00f067aa0ba902b7",
      traceState: "vendor=1",
      flags: 257,
      name: "GET /cases/:id",
      kind: 2,
      startUnixNs: 1763899200000000001n,
      durationNs: 25000002n,
      status: 2,
      statusMessage: "no such case",
      httpMethod: "GET",
      httpRoute: "/cases/:id",
      httpStatus: 404,
      scopeName: "http",
      scopeVersion: "1.2.0",
      events: [{ timeUnixNs: 1763899200000000009n, name: "retry", attributes: { n: "1" } }],
      links: [
        { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", attributes: { why: "batch" } },
      ],
      weight: 1,
      weightKnown: false,
    });
  });

  it("writes attribute values as text: numbers in full, arrays and maps as JSON, bytes as base64", () => {
    const { attributes } = one(encoding, {
      attributes: [
        { key: "int", value: { intValue: "-9223372036854775808" } },
        { key: "double", value: { doubleValue: 0.25 } },
        { key: "bool", value: { boolValue: false } },
        { key: "bytes", value: { bytesValue: "AQID" } },
        {
          key: "list",
          value: {
            arrayValue: { values: [{ intValue: "9007199254740993" }, { stringValue: 'a"b' }, { boolValue: true }] },
          },
        },
        {
          key: "map",
          value: {
            kvlistValue: {
              values: [
                { key: "k", value: { doubleValue: 1.5 } },
                { key: "none", value: {} },
              ],
            },
          },
        },
        { key: "empty", value: {} },
      ],
    });
    expect(attributes).toEqual({
      int: "-9223372036854775808",
      double: "0.25",
      bool: "false",
      bytes: "AQID",
      list: '[9007199254740993,"a\\"b",true]',
      map: '{"k":1.5,"none":null}',
      empty: "",
    });
  });

  it("takes service, env and release from the resource only, and lets the span win for the other tags", () => {
    const resource = [
      text("service.name", "case-api"),
      text("deployment.environment", "staging"),
      text("service.version", "v2"),
      text("governor.tenant", "of-resource"),
      text("governor.domain", "cases"),
    ];
    const { tags } = one(
      encoding,
      {
        attributes: [
          text("governor.tenant", "acme"),
          text("service.name", "peer"),
          text("governor.journey", "case-search"),
          text("baggage.governor.step", "search"),
        ],
      },
      resource,
    );
    expect(tags).toEqual({
      service: "case-api",
      env: "staging",
      tenant: "acme",
      feature: "",
      domain: "cases",
      journey: "case-search",
      step: "search",
      release: "v2",
    });
  });

  it("asks the canonical key before the aliases of the policy, and takes an empty value for none", () => {
    const policy: Policy = {
      version: "2",
      tagAttributes: { ...DEFAULT_POLICY.tagAttributes, tenant: ["governor.tenant", "tenant.id"] },
    };
    const tenantOf = (...attributes: ReturnType<typeof text>[]): string =>
      one(encoding, { attributes }, [], policy).tags.tenant;
    expect(tenantOf(text("tenant.id", "alias"), text("governor.tenant", "canonical"))).toBe("canonical");
    expect(tenantOf(text("governor.tenant", ""), text("tenant.id", "alias"))).toBe("alias");
  });

  it("reads the names of older semantic conventions", () => {
    const span = one(encoding, {
      attributes: [
        text("http.method", "POST"),
        { key: "http.status_code", value: { intValue: "503" } },
        text("db.system", "postgresql"),
        text("db.statement", "SELECT 1"),
      ],
    });
    expect(span).toMatchObject({ httpMethod: "POST", httpStatus: 503, dbSystem: "postgresql", dbQuery: "SELECT 1" });
  });

  it("refuses spans that cannot be joined or placed, each with its reason, and keeps the rest", () => {
    const day = 86_400_000_000_000n;
    const { spans, rejected, reasons } = decode(
      encoding,
      requestOf([
        testSpan(),
        testSpan({ traceId: "5b8e" }),
        testSpan({ traceId: "00000000000000000000000000000000" }),
        testSpan({ spanId: "" }),
        testSpan({ spanId: "0000000000000000" }),
        testSpan({ parentSpanId: "abcd" }),
        testSpan({ startTimeUnixNano: "0" }),
        testSpan({ startTimeUnixNano: String(START_NS / 1000n) }),
        testSpan({ startTimeUnixNano: String(START_NS + day + 1n), endTimeUnixNano: String(START_NS + day + 2n) }),
        testSpan({ endTimeUnixNano: "18446744073709551615" }),
      ]),
    );
    expect(spans).toHaveLength(1);
    expect(rejected).toBe(9);
    expect([...reasons.values()].reduce((sum, count) => sum + count, 0)).toBe(9);
    expect(reasons.get("a trace id must be 16 bytes and not all zero")).toBe(2);
  });

  it("keeps a span that ends before it starts with a duration of 0, since the call did happen", () => {
    expect(one(encoding, { endTimeUnixNano: String(START_NS - 5n) }).durationNs).toBe(0n);
  });

  it("takes a parent of zeros for none and drops links without a valid id", () => {
    const span = one(encoding, { parentSpanId: "0000000000000000", links: [{ traceId: "00", spanId: "01" }] });
    expect(span.parentSpanId).toBe("");
    expect(span.links).toEqual([]);
  });

  it("reads kinds and status codes it does not know as unspecified and unset", () => {
    expect(one(encoding, { kind: 77, status: { code: 9 } })).toMatchObject({ kind: 0, status: 0 });
  });

  it("keeps attributes, events and links up to their limits", () => {
    const many = Array.from({ length: 200 }, (_, i) => text(`key-${i}`, "v"));
    const span = one(encoding, {
      attributes: many,
      events: many.map(({ key }) => ({ name: key, timeUnixNano: String(START_NS) })),
      links: many.map(() => ({ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" })),
    });
    expect(Object.keys(span.attributes)).toHaveLength(LIMITS.attributesPerItem);
    expect(span.events).toHaveLength(LIMITS.eventsPerSpan);
    expect(span.links).toHaveLength(LIMITS.linksPerSpan);
  });

  it("cuts a long value at a character and marks it, to the byte", () => {
    const value = (long: string): string => one(encoding, { attributes: [text("v", long)] }).attributes["v"] ?? "";
    const exact = "x".repeat(LIMITS.attributeValueBytes);
    expect(value(exact)).toBe(exact);
    expect(value(`${exact}y`)).toBe(`${"x".repeat(LIMITS.attributeValueBytes - 3)}…`);
    const cut = value("€".repeat(LIMITS.attributeValueBytes));
    expect(cut).toMatch(/^€+…$/);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(LIMITS.attributeValueBytes);
  });

  it("cuts a long key and keeps its value", () => {
    const key = "k".repeat(LIMITS.attributeKeyBytes + 1);
    const { attributes } = one(encoding, { attributes: [text(key, "v")] });
    expect(Object.entries(attributes)).toEqual([[`${"k".repeat(LIMITS.attributeKeyBytes - 3)}…`, "v"]]);
  });

  it("cuts names and messages as it cuts values", () => {
    const long = "x".repeat(LIMITS.attributeValueBytes + 1);
    const span = one(encoding, { name: long, status: { message: long }, events: [{ name: long }] });
    for (const kept of [span.name, span.statusMessage, span.events[0]?.name]) {
      expect(kept).toHaveLength(LIMITS.attributeValueBytes - 2);
    }
  });

  it("cuts nesting at its limit", () => {
    let value: Record<string, unknown> = { stringValue: "deep" };
    for (let depth = 0; depth < LIMITS.attributeDepth + 5; depth++) value = { arrayValue: { values: [value] } };
    const nested = one(encoding, { attributes: [{ key: "v", value }] }).attributes["v"];
    expect(nested).toBe(`${"[".repeat(LIMITS.attributeDepth)}"…"${"]".repeat(LIMITS.attributeDepth)}`);
  });

  it("keeps keys that are names of Object's own", () => {
    const { attributes } = one(encoding, { attributes: [text("constructor", "c"), text("__proto__", "p")] });
    expect(Object.entries(attributes)).toEqual([
      ["constructor", "c"],
      ["__proto__", "p"],
    ]);
  });
});

describe("weights", () => {
  it.each([
    ["ot=th:8", 2, true],
    ["ot=th:0", 1, true],
    ["vendor=a, ot=rv:80000000000000;th:c,other=b", 4, true],
    ["ot=th:e6666666666668", 10, true],
    ["ot=th:fffffffffffffF", 1, false],
    ["ot=th:123456789012345", 1, false],
    ["ot=rv:80000000000000", 1, false],
    ["", 1, false],
  ])("of tracestate %j is %d, known: %s", (traceState, weight, weightKnown) => {
    const span = one("protobuf", { traceState });
    expect(span.weight).toBeCloseTo(weight, 9);
    expect(span.weightKnown).toBe(weightKnown);
  });
});

describe("JSON's own rules", () => {
  it("takes hex ids in any case", () => {
    const span = one("json", { traceId: "5B8EFFF798038103D269B633813FC60C", spanId: "EEE19B7EC3C1B174" });
    expect(span).toMatchObject({ traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174" });
  });

  it("takes 64-bit integers as numbers without losing a digit", () => {
    const json = asJson(
      requestOf([testSpan({ startTimeUnixNano: "@", attributes: [{ key: "n", value: { intValue: "@@" } }] })]),
    )
      .toString()
      .replace('"@"', "1763899200000000001")
      .replace('"@@"', "-9223372036854775807");
    const { spans } = decodeTraces(Buffer.from(json), "json", DEFAULT_POLICY, NOW_MS);
    expect(spans[0]).toMatchObject({ startUnixNs: 1763899200000000001n, attributes: { n: "-9223372036854775807" } });
  });

  it("ignores unknown fields and the snake_case names", () => {
    const span = one("json", { future: { deep: [1] }, trace_state: "ot=th:8", droppedAttributesCount: 3 });
    expect(span.traceState).toBe("");
  });

  it("refuses only the span with a field of the wrong type, an enum by name among them", () => {
    const { spans, reasons } = decode(
      "json",
      requestOf([
        testSpan(),
        testSpan({ kind: "SPAN_KIND_SERVER" }),
        testSpan({ name: 5 }),
        testSpan({ attributes: "none" }),
      ]),
    );
    expect(spans).toHaveLength(1);
    expect([...reasons]).toEqual([
      ["kind must be an integer", 1],
      ["name must be a string", 1],
      ["attributes must be a list", 1],
    ]);
  });

  it("takes null for absent", () => {
    expect(
      one("json", { parentSpanId: null, attributes: null, events: null, status: null, flags: null }).parentSpanId,
    ).toBe("");
  });

  it.each(["", "{", "[]", "null", '{"resourceSpans":{}}', '{"resourceSpans":[{"scopeSpans":[5]}]}', "\u00ff"])(
    "calls %j malformed",
    (body) => {
      expect(() => decodeTraces(Buffer.from(body, "latin1"), "json", DEFAULT_POLICY, NOW_MS)).toThrow(/JSON|must be/);
    },
  );
});

it("reads an empty request as no spans", () => {
  expect(decodeTraces(Buffer.alloc(0), "protobuf", DEFAULT_POLICY, NOW_MS)).toMatchObject({ spans: [], rejected: 0 });
  expect(decodeTraces(Buffer.from("{}"), "json", DEFAULT_POLICY, NOW_MS)).toMatchObject({ spans: [], rejected: 0 });
});
