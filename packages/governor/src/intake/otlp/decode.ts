import { LIMITS, SPAN_KIND, SPAN_STATUS, type Attributes, type Span } from "@governor/contract";

import type { Policy } from "../../catalog/policy.ts";
import { cutText } from "./attributes.ts";
import { tagReader, type ResourceTags, type TagReader } from "./tags.ts";
import type { Encoding, WireSpan } from "./visitor.ts";
import { weightOf } from "./weight.ts";
import { decodeTraceRequest } from "./wire.ts";

/** What was refused of a request, for its partial success. */
export interface Rejections {
  rejected: number;
  /** Spans by reason; the reasons are sentences for the sender. */
  reasons: Map<string, number>;
}

export interface DecodedTraces extends Rejections {
  spans: Span[];
}

/**
 * An OTLP trace request as spans. Pure.
 *
 * @param nowMs the receiver's clock, epoch milliseconds: what lies a day beyond it is refused
 * @throws MalformedRequest when the bytes cannot be read at all
 */
export function decodeTraces(bytes: Uint8Array, encoding: Encoding, policy: Policy, nowMs: number): DecodedTraces {
  const spans: Span[] = [];
  const rejections = visitTraces(bytes, encoding, policy, nowMs, (span) => spans.push(span));
  return { spans, ...rejections };
}

/** The same, one span at a time: what the pipeline does, so that a large request never stands in memory as objects. */
export function visitTraces(
  bytes: Uint8Array,
  encoding: Encoding,
  policy: Policy,
  nowMs: number,
  keep: (span: Span) => void,
): Rejections {
  const tags = tagReader(policy);
  const latestUnixNs = BigInt(Math.floor(nowMs) + DAY_MS) * 1_000_000n;
  const reasons = new Map<string, number>();
  let rejected = 0;
  const reject = (reason: string): void => {
    rejected++;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  };
  let scope: Scope | null = null;
  decodeTraceRequest(bytes, encoding, {
    scope(resource, name, version) {
      const resourceTags = scope?.resource === resource ? scope.resourceTags : tags.ofResource(resource);
      scope = { resource, resourceTags, name: cut(name), version: cut(version) };
    },
    span(wire) {
      const reason = whyInvalid(wire, latestUnixNs);
      if (reason !== null) reject(reason);
      else if (scope !== null) keep(spanOf(wire, scope, tags));
    },
    malformed: reject,
  });
  return { rejected, reasons };
}

const DAY_MS = 86_400_000;

/** 2000-01-01T00:00:00Z. Tracing is younger; what lies before is micro- or milliseconds taken for nanoseconds. */
const EARLIEST_UNIX_NS = 946_684_800_000_000_000n;

interface Scope {
  resource: Attributes;
  resourceTags: ResourceTags;
  name: string;
  version: string;
}

/**
 * An end before the start is no reason: clocks step back during a span, and the call did happen, so it is kept with a
 * duration of 0. An id that cannot be joined and a time that no view would ever show are.
 */
function whyInvalid(wire: WireSpan, latestUnixNs: bigint): string | null {
  if (!isId(wire.traceId, 32)) return "a trace id must be 16 bytes and not all zero";
  if (!isId(wire.spanId, 16)) return "a span id must be 8 bytes and not all zero";
  if (wire.parentSpanId !== "" && !HEX.test(wire.parentSpanId)) return "a parent span id must be hexadecimal";
  if (wire.parentSpanId !== "" && wire.parentSpanId.length !== 16) return "a parent span id must be 8 bytes or empty";
  if (wire.startUnixNs < EARLIEST_UNIX_NS) return "a start time must be nanoseconds since 1970, after the year 2000";
  if (wire.startUnixNs > latestUnixNs) return "a start time lies more than a day in the future";
  if (wire.endUnixNs > latestUnixNs) return "an end time lies more than a day in the future";
  return null;
}

const HEX = /^[0-9a-f]+$/;
const ZEROS = /^0+$/;

function isId(hex: string, digits: number): boolean {
  return hex.length === digits && HEX.test(hex) && !ZEROS.test(hex);
}

function spanOf(wire: WireSpan, scope: Scope, tags: TagReader): Span {
  const { attributes, startUnixNs, endUnixNs } = wire;
  const { weight, known } = weightOf(wire.traceState);
  return {
    traceId: wire.traceId,
    spanId: wire.spanId,
    // Some exporters send a root's parent as eight zero bytes.
    parentSpanId: ZEROS.test(wire.parentSpanId) ? "" : wire.parentSpanId,
    traceState: cut(wire.traceState),
    flags: wire.flags,
    name: cut(wire.name),
    // Enums are open on the wire: a number from a later version is read as "unspecified" and "unset".
    kind: wire.kind >= 0 && wire.kind <= SPAN_KIND.consumer ? wire.kind : SPAN_KIND.unspecified,
    startUnixNs,
    durationNs: endUnixNs > startUnixNs ? endUnixNs - startUnixNs : 0n,
    status: wire.status >= 0 && wire.status <= SPAN_STATUS.error ? wire.status : SPAN_STATUS.unset,
    statusMessage: cut(wire.statusMessage),
    tags: tags.ofSpan(scope.resource, scope.resourceTags, attributes),
    httpMethod: attributes["http.request.method"] || attributes["http.method"] || "",
    httpRoute: attributes["http.route"] || "",
    httpStatus: httpStatusOf(attributes["http.response.status_code"] || attributes["http.status_code"]),
    dbSystem: attributes["db.system.name"] || attributes["db.system"] || "",
    dbQuery: attributes["db.query.text"] || attributes["db.statement"] || "",
    scopeName: scope.name,
    scopeVersion: scope.version,
    resourceAttributes: scope.resource,
    attributes,
    events: wire.events.map(({ name, timeUnixNs, attributes: own }) => ({
      timeUnixNs: eventTime(timeUnixNs, startUnixNs),
      name: cut(name),
      attributes: own,
    })),
    links: wire.links.filter((link) => isId(link.traceId, 32) && isId(link.spanId, 16)),
    weight,
    weightKnown: known,
  };
}

/** Texts outside attributes have the limit of an attribute's value. */
function cut(text: string): string {
  return cutText(text, LIMITS.attributeValueBytes);
}

function httpStatusOf(text: string | undefined): number {
  if (text === undefined || !/^\d{3}$/.test(text)) return 0;
  return Number(text);
}

/** An event without a time of its own, or with one beyond what the store holds, happened at some point of its span. */
function eventTime(timeUnixNs: bigint, startUnixNs: bigint): bigint {
  return timeUnixNs >= EARLIEST_UNIX_NS && timeUnixNs < 1n << 63n ? timeUnixNs : startUnixNs;
}
