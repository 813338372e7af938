import { expect, it } from "vitest";

import { DEFAULT_POLICY } from "../../catalog/policy.ts";
import {
  asJson,
  asProtobuf,
  NOW_MS,
  START_NS,
  testSpan,
  text,
  type TestAttribute,
  type TestRequest,
} from "../testing/trace-request.ts";
import { decodeTraces } from "./decode.ts";
import { MalformedRequest } from "./malformed.ts";
import type { Encoding } from "./visitor.ts";

/** Small deterministic generator (mulberry32): a failing seed can be run again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function randomRequest(random: (below: number) => number): TestRequest {
  const hex = (bytes: number): string =>
    Array.from({ length: bytes }, () => (random(255) + 1).toString(16).padStart(2, "0")).join("");
  const words = ["", "a", "case ünïcode", "日本語", "🙂".repeat(20), "x".repeat(300)];
  const word = (): string => words[random(words.length)] ?? "";
  const value = (depth: number): Record<string, unknown> => {
    const kinds = [
      () => ({ stringValue: word() }),
      () => ({ boolValue: random(2) === 1 }),
      () => ({ intValue: String(BigInt(random(2 ** 31)) * -4_000_000_011n) }),
      () => ({ doubleValue: random(1000) / 8 }),
      () => ({ bytesValue: Buffer.from(hex(random(5)), "hex").toString("base64") }),
      () => ({ arrayValue: { values: Array.from({ length: random(4) }, () => value(depth + 1)) } }),
      () => ({ kvlistValue: { values: attributes(random(3), depth + 1) } }),
    ];
    return kinds[random(depth > 2 ? 5 : kinds.length)]?.() ?? {};
  };
  const attributes = (count: number, depth = 0): TestAttribute[] =>
    Array.from({ length: count }, (_, i) => ({ key: `key.${i}`, value: value(depth) }));
  const span = () =>
    testSpan({
      traceId: hex(16),
      spanId: hex(8),
      ...(random(2) === 0 ? {} : { parentSpanId: hex(8) }),
      name: word(),
      kind: random(6),
      flags: random(1024),
      startTimeUnixNano: String(START_NS - BigInt(random(2 ** 31))),
      endTimeUnixNano: String(START_NS + BigInt(random(2 ** 31))),
      status: { code: random(3), message: word() },
      attributes: attributes(random(12)),
      events: Array.from({ length: random(3) }, () => ({
        timeUnixNano: String(START_NS + BigInt(random(1000))),
        name: word(),
        attributes: attributes(random(3)),
      })),
      links: Array.from({ length: random(3) }, () => ({
        traceId: hex(16),
        spanId: hex(8),
        attributes: attributes(random(2)),
      })),
    });
  return {
    resourceSpans: Array.from({ length: 1 + random(3) }, () => ({
      resource: { attributes: [text("service.name", word()), ...attributes(random(4))] },
      scopeSpans: Array.from({ length: 1 + random(3) }, () => ({
        scope: { name: word(), version: "1" },
        spans: Array.from({ length: random(5) }, span),
      })),
    })),
  };
}

it("reads the same spans from either encoding of 200 random requests", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const request = randomRequest(randomFrom(seed));
    const expected = request.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans));
    const protobuf = decodeTraces(asProtobuf(request), "protobuf", DEFAULT_POLICY, NOW_MS);
    const json = decodeTraces(asJson(request), "json", DEFAULT_POLICY, NOW_MS);
    expect(protobuf, `seed ${seed}`).toEqual(json);
    expect(protobuf.rejected, `seed ${seed}`).toBe(0);
    expect(protobuf.spans.map(({ spanId, name, startUnixNs }) => [spanId, name, String(startUnixNs)])).toEqual(
      expected.map(({ spanId, name, startTimeUnixNano }) => [spanId, name, startTimeUnixNano]),
    );
  }
});

it("finds a resource and a scope that stand behind their spans", () => {
  const request = {
    resourceSpans: [
      {
        scopeSpans: [{ scope: { name: "late" }, spans: [testSpan()] }],
        resource: { attributes: [text("service.name", "case-api")] },
      },
    ],
  };
  const reversed = Buffer.concat(fieldsReversed(asProtobuf(request)));
  const { spans } = decodeTraces(reversed, "protobuf", DEFAULT_POLICY, NOW_MS);
  expect(spans[0]).toMatchObject({ scopeName: "late", tags: { service: "case-api" } });
});

/** The one resourceSpans message with its two fields in the opposite order; short lengths only, so a field is tag, length, bytes. */
function fieldsReversed(request: Buffer): Buffer[] {
  const inner = request.subarray(request.length - lengthAt(request, 1).value);
  const first = lengthAt(inner, 1);
  const split = 1 + first.bytes + first.value;
  return [request.subarray(0, request.length - inner.length), inner.subarray(split), inner.subarray(0, split)];
}

function lengthAt(bytes: Buffer, at: number): { value: number; bytes: number } {
  const low = bytes.readUInt8(at);
  return low < 0x80 ? { value: low, bytes: 1 } : { value: (low & 0x7f) | (bytes.readUInt8(at + 1) << 7), bytes: 2 };
}

it.each<Encoding>(["protobuf", "json"])(
  "%s cut off or with flipped bits is read or called malformed, never anything else",
  (encoding) => {
    const random = randomFrom(7);
    const bytes = encoding === "json" ? asJson(randomRequest(random)) : asProtobuf(randomRequest(random));
    let malformed = 0;
    const attempt = (damaged: Buffer): void => {
      try {
        decodeTraces(damaged, encoding, DEFAULT_POLICY, NOW_MS);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedRequest);
        malformed++;
      }
    };
    for (let i = 0; i < 500; i++) attempt(bytes.subarray(0, random(bytes.length)));
    for (let i = 0; i < 2_000; i++) {
      const flipped = Buffer.from(bytes);
      const at = random(flipped.length);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random(8));
      attempt(flipped);
    }
    expect(malformed).toBeGreaterThan(100);
  },
);

it("calls protobuf nested beyond the reader's depth malformed, not a stack overflow", () => {
  let value: Buffer = Buffer.alloc(0);
  for (let depth = 0; depth < 400; depth++) value = delimited(5, delimited(1, value));
  const attribute = Buffer.concat([delimited(1, Buffer.from("k")), delimited(2, value)]);
  const span = delimited(9, attribute);
  const request = delimited(1, delimited(2, delimited(2, span)));
  expect(() => decodeTraces(request, "protobuf", DEFAULT_POLICY, NOW_MS)).toThrow(MalformedRequest);
});

function delimited(field: number, content: Buffer): Buffer {
  const length: number[] = [];
  let rest = content.length;
  for (; rest >= 0x80; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...length, rest]), content]);
}
