import { Readable } from "node:stream";
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";

import { LIMITS, type Span } from "@governor/contract";
import { describe, expect, it } from "vitest";

import { DEFAULT_POLICY } from "../../catalog/policy.ts";
import { asJson, asProtobuf, NOW_MS, requestOf, testSpan } from "../testing/trace-request.ts";
import { readBody } from "./body.ts";
import { SinkFull, traceReceiver, TryLater, type ReceiverOptions } from "./receive.ts";
import type { OtlpResponse } from "./respond.ts";
import { RPC_STATUS, TRACE_RESPONSE } from "./schema.ts";

const PROTOBUF = "application/x-protobuf";
const JSON_TYPE = "application/json";

interface Received {
  response: OtlpResponse;
  spans: Span[];
}

async function send(
  body: Buffer | Readable,
  contentType = PROTOBUF,
  contentEncoding = "",
  options: Partial<ReceiverOptions> = {},
): Promise<Received> {
  const spans: Span[] = [];
  const receive = traceReceiver({
    policy: () => DEFAULT_POLICY,
    nowMs: () => NOW_MS,
    openSink: () => ({ add: (span) => void spans.push(span), commit: async () => undefined }),
    notNow: () => null,
    onRejected: () => undefined,
    onFailure: (error) => {
      throw error;
    },
    ...options,
  });
  return { response: await receive({ contentType, contentEncoding, body }), spans };
}

function statusIn(response: OtlpResponse): { code: number; message: string } {
  if (response.headers["content-type"] === JSON_TYPE) return JSON.parse(response.body.toString());
  return RPC_STATUS.decode(response.body) as unknown as { code: number; message: string };
}

const request = requestOf([testSpan(), testSpan({ spanId: "00f067aa0ba902b7" })]);

describe("a request that is kept", () => {
  it("is answered in its own encoding with partial_success unset", async () => {
    const protobuf = (await send(asProtobuf(request))).response;
    expect(protobuf).toEqual({ status: 200, headers: { "content-type": PROTOBUF }, body: Buffer.alloc(0) });
    const json = (await send(asJson(request), "Application/JSON; charset=UTF-8")).response;
    expect(json).toEqual({ status: 200, headers: { "content-type": JSON_TYPE }, body: Buffer.from("{}") });
  });

  it("is read from a stream in whatever pieces", async () => {
    const bytes = asProtobuf(request);
    const pieces = Array.from({ length: bytes.length }, (_, i) => bytes.subarray(i, i + 1));
    expect((await send(Readable.from(pieces, { objectMode: false }))).spans).toHaveLength(2);
  });

  it.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["GZIP", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["zstd", zstdCompressSync],
    ["identity", (bytes: Buffer) => bytes],
  ])("may be sent as %s", async (contentEncoding, compress) => {
    const { response, spans } = await send(compress(asProtobuf(request)), PROTOBUF, contentEncoding);
    expect({ status: response.status, spans: spans.length }).toEqual({ status: 200, spans: 2 });
  });

  it.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ])("may be cut into several %s members", async (contentEncoding, compress) => {
    const bytes = asProtobuf(request);
    const members = Buffer.concat([
      compress(bytes.subarray(0, 40)),
      compress(bytes.subarray(40, 41)),
      compress(bytes.subarray(41)),
    ]);
    expect((await send(members, PROTOBUF, contentEncoding)).spans).toHaveLength(2);
  });
});

describe("spans that are refused", () => {
  const mixed = requestOf([testSpan(), testSpan({ traceId: "00" }), testSpan({ spanId: "" })]);

  it("are counted with their reasons in partial_success, and the rest is kept", async () => {
    const { response, spans } = await send(asProtobuf(mixed));
    expect(response.status).toBe(200);
    expect(spans).toHaveLength(1);
    const { partialSuccess } = TRACE_RESPONSE.toObject(TRACE_RESPONSE.decode(response.body), { longs: Number });
    expect(partialSuccess).toEqual({
      rejectedSpans: 2,
      errorMessage:
        "2 spans were refused: 1 × a trace id must be 16 bytes and not all zero; 1 × a span id must be 8 bytes and not all zero",
    });
  });

  it("are an int64 in JSON, which is a string", async () => {
    const { response } = await send(asJson(mixed), JSON_TYPE);
    expect(JSON.parse(response.body.toString()).partialSuccess.rejectedSpans).toBe("2");
  });
});

describe("a request that is refused", () => {
  it.each([
    ["garbage in protobuf", Buffer.from("garbage!"), PROTOBUF, "", 400, 3],
    ["garbage in JSON", Buffer.from("{"), JSON_TYPE, "", 400, 3],
    ["gzip that is none", asProtobuf(request), PROTOBUF, "gzip", 400, 3],
    ["gzip cut off", gzipSync(asProtobuf(request)).subarray(0, 40), PROTOBUF, "gzip", 400, 3],
    ["zstd cut off", zstdCompressSync(asProtobuf(request)).subarray(0, 40), PROTOBUF, "zstd", 400, 3],
    [
      "zstd with something behind it",
      Buffer.concat([zstdCompressSync(asProtobuf(request)), Buffer.from("tail")]),
      PROTOBUF,
      "zstd",
      400,
      3,
    ],
    ["an unknown Content-Encoding", asProtobuf(request), PROTOBUF, "br", 415, 3],
    ["two Content-Encodings", asProtobuf(request), PROTOBUF, "gzip, gzip", 415, 3],
    ["an unknown Content-Type", asProtobuf(request), "text/plain", "", 415, 3],
    ["no Content-Type", asProtobuf(request), "", "", 415, 3],
    ["JSON in another charset", asJson(request), "application/json; charset=utf-16", "", 415, 3],
  ])(
    "%s: status and google.rpc.Status in its encoding",
    async (_title, body, contentType, contentEncoding, status, code) => {
      const { response } = await send(body, contentType, contentEncoding);
      expect(response.status).toBe(status);
      expect(response.headers["content-type"]).toBe(contentType === PROTOBUF ? PROTOBUF : JSON_TYPE);
      expect(statusIn(response).code).toBe(code);
      expect(statusIn(response).message).not.toBe("");
      expect(response.headers["retry-after"]).toBeUndefined();
    },
  );

  it("is 413 over the limit as sent, before the rest is read", async () => {
    let sent = 0;
    const endless = new Readable({
      read() {
        sent += 1_048_576;
        this.push(Buffer.alloc(1_048_576));
      },
    });
    const { response } = await send(endless);
    endless.destroy();
    expect(response.status).toBe(413);
    expect(response.headers["connection"]).toBe("close");
    expect(statusIn(response).code).toBe(8);
    expect(sent).toBeLessThan(LIMITS.otlpBodyBytes + 8 * 1_048_576);
  });

  it("is 413 when its rows outgrow intake", async () => {
    const openSink: ReceiverOptions["openSink"] = () => ({
      add: () => {
        throw new SinkFull("too many rows");
      },
      commit: async () => undefined,
    });
    expect((await send(asProtobuf(request), PROTOBUF, "", { openSink })).response.status).toBe(413);
  });

  it("is 503 with Retry-After when the log takes nothing, without reading the body", async () => {
    const body = new Readable({
      read() {
        throw new Error("must not be read");
      },
    });
    const { response } = await send(body, PROTOBUF, "", { notNow: () => new TryLater("too much waits", 5) });
    expect({ status: response.status, retry: response.headers["retry-after"] }).toEqual({ status: 503, retry: "5" });
    expect(statusIn(response)).toMatchObject({ code: 14, message: "too much waits" });
  });

  it("is 503 with Retry-After when the write fails, so nothing unwritten is ever acknowledged", async () => {
    const openSink: ReceiverOptions["openSink"] = () => ({
      add: () => undefined,
      commit: () => Promise.reject(new TryLater("no space", 5)),
    });
    const { response } = await send(asJson(request), JSON_TYPE, "", { openSink });
    expect({ status: response.status, retry: response.headers["retry-after"] }).toEqual({ status: 503, retry: "5" });
  });

  it("is 429 with Retry-After while too many bytes of others are in memory", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const receive = traceReceiver({
      policy: () => DEFAULT_POLICY,
      nowMs: () => NOW_MS,
      openSink: () => ({ add: () => undefined, commit: () => held }),
      notNow: () => null,
      onRejected: () => undefined,
      onFailure: () => undefined,
    });
    // Unknown fields only: large, and nothing to decode.
    const large = Buffer.concat([Buffer.from([0x7a, 0x80, 0x80, 0x80, 0x18]), Buffer.alloc(50_331_648)]);
    const first = Array.from({ length: 6 }, () => receive({ contentType: PROTOBUF, contentEncoding: "", body: large }));
    await new Promise(setImmediate);
    const refused = await receive({ contentType: PROTOBUF, contentEncoding: "", body: asProtobuf(request) });
    expect({ status: refused.status, retry: refused.headers["retry-after"] }).toEqual({ status: 429, retry: "1" });
    release();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual(first.map(() => 200));
    expect((await receive({ contentType: PROTOBUF, contentEncoding: "", body: asProtobuf(request) })).status).toBe(200);
  });

  it("is 500 when the server is at fault, and the fault is told to the log", async () => {
    const failures: unknown[] = [];
    const openSink: ReceiverOptions["openSink"] = () => {
      throw new TypeError("a bug");
    };
    const { response } = await send(asProtobuf(request), PROTOBUF, "", {
      openSink,
      onFailure: (error) => failures.push(error),
    });
    expect(response.status).toBe(500);
    expect(statusIn(response).message).not.toContain("bug");
    expect(failures).toEqual([new TypeError("a bug")]);
  });
});

describe("a bomb", () => {
  const cap = 100_000;
  it.each([
    ["gzip", gzipSync(Buffer.alloc(cap + 1)), gzipSync(Buffer.alloc(cap))],
    ["gzip", Buffer.concat([gzipSync(Buffer.alloc(cap)), gzipSync(Buffer.alloc(1))]), gzipSync(Buffer.alloc(cap))],
    ["deflate", deflateSync(Buffer.alloc(cap + 1)), deflateSync(Buffer.alloc(cap))],
    ["zstd", zstdCompressSync(Buffer.alloc(cap + 1)), zstdCompressSync(Buffer.alloc(cap))],
    [
      "zstd",
      Buffer.concat([zstdCompressSync(Buffer.alloc(cap)), zstdCompressSync(Buffer.alloc(1))]),
      zstdCompressSync(Buffer.alloc(cap)),
    ],
  ])("of %s is given up one byte over the cap, and not at it", async (encoding, over, exact) => {
    await expect(readBody(over, encoding, cap)).rejects.toMatchObject({ reason: "large" });
    expect(await readBody(exact, encoding, cap)).toHaveLength(cap);
  });

  it("that would inflate to a gigabyte is given up at the cap, not after it", async () => {
    const bomb = gzipSync(Buffer.alloc(134_217_728));
    const bombs = Buffer.concat(Array.from({ length: 8 }, () => bomb));
    const before = process.memoryUsage().arrayBuffers;
    await expect(readBody(bombs, "gzip", cap)).rejects.toMatchObject({ reason: "large" });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1_048_576);
  });
});
