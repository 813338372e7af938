import type { Readable } from "node:stream";

import { LIMITS, type Span } from "@governor/contract";

import type { Policy } from "../../catalog/policy.ts";
import { BodyRefused, readBody } from "./body.ts";
import { visitTraces } from "./decode.ts";
import { MalformedRequest } from "./malformed.ts";
import { accepted, encodingOf, refused, type OtlpResponse } from "./respond.ts";

/** The parts of an HTTP request that matter; header values as they came, empty where there are none. */
export interface OtlpRequest {
  contentType: string;
  contentEncoding: string;
  body: Readable | Buffer;
}

/** The spans of one request on their way to the log. */
export interface SpanSink {
  /** @throws SinkFull */
  add(span: Span): void;
  /** Resolves when they are durable. @throws TryLater */
  commit(): Promise<void>;
}

/** The request's rows are more than intake takes at once. */
export class SinkFull extends Error {
  override name = "SinkFull";
}

/** Nothing was kept; the sender should send it again. */
export class TryLater extends Error {
  override name = "TryLater";
  readonly retryAfterS: number;

  constructor(message: string, retryAfterS: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterS = retryAfterS;
  }
}

export interface ReceiverOptions {
  policy: () => Policy;
  nowMs: () => number;
  openSink: () => SpanSink;
  /** Why nothing can be taken now; null when it can. Asked before the body is read. */
  notNow: () => TryLater | null;
  onRejected: (count: number) => void;
  /** What failed although it should not, for the log. */
  onFailure: (error: unknown) => void;
}

/** Answers OTLP trace requests. It never rejects: every outcome is a response. */
export function traceReceiver(options: ReceiverOptions): (request: OtlpRequest) => Promise<OtlpResponse> {
  // Bytes of requests in memory, received and inflated. Counted across requests: each alone is capped already.
  let inFlightBytes = 0;
  return async (request) => {
    if (inFlightBytes > LIMITS.otlpInFlightBytes) {
      return refused(request.contentType, 429, "too many requests at once; send again shortly", 1);
    }
    let ownBytes = 0;
    try {
      return await receive(request, options, (count) => {
        ownBytes += count;
        inFlightBytes += count;
      });
    } catch (error) {
      return refusalOf(request, error, options);
    } finally {
      inFlightBytes -= ownBytes;
    }
  };
}

async function receive(
  request: OtlpRequest,
  options: ReceiverOptions,
  onBytes: (count: number) => void,
): Promise<OtlpResponse> {
  const encoding = encodingOf(request.contentType);
  if (encoding === null) {
    const said = request.contentType === "" ? "there is no Content-Type" : "this Content-Type is not OTLP's";
    return refused(request.contentType, 415, `${said}; send application/x-protobuf or application/json`);
  }
  const later = options.notNow();
  if (later !== null) throw later;
  const bytes = await readBody(request.body, request.contentEncoding, LIMITS.otlpBodyBytes, onBytes);
  const sink = options.openSink();
  const rejections = visitTraces(bytes, encoding, options.policy(), options.nowMs(), (span) => sink.add(span));
  await sink.commit();
  if (rejections.rejected > 0) options.onRejected(rejections.rejected);
  return accepted(encoding, rejections);
}

const STATUS_OF_BODY = { large: 413, encoding: 415, broken: 400 } as const;

function refusalOf({ contentType }: OtlpRequest, error: unknown, options: ReceiverOptions): OtlpResponse {
  if (error instanceof BodyRefused) return refused(contentType, STATUS_OF_BODY[error.reason], error.message);
  if (error instanceof MalformedRequest) return refused(contentType, 400, error.message);
  if (error instanceof SinkFull) return refused(contentType, 413, error.message);
  if (error instanceof TryLater) return refused(contentType, 503, error.message, error.retryAfterS);
  options.onFailure(error);
  return refused(contentType, 500, "the server failed; its log has the cause");
}
