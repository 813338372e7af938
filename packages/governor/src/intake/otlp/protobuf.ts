import { LIMITS } from "@governor/contract";
import protobuf from "protobufjs/light.js";

import { attributesOf, type WireKeyValue } from "./attributes.ts";
import { MalformedRequest } from "./malformed.ts";
import { RESOURCE, SCOPE, SPAN } from "./schema.ts";
import type { TraceVisitor, WireSpan } from "./visitor.ts";

/** Visit the spans of a protobuf request; see `decodeTraceRequest`. */
export function readProtobuf(bytes: Uint8Array, visitor: TraceVisitor): void {
  const reader = protobuf.Reader.create(bytes);
  for (const resourceSpans of fieldsOf(reader, 0, reader.len).repeated) readResource(reader, resourceSpans, visitor);
}

function readResource(reader: protobuf.Reader, range: Range, visitor: TraceVisitor): void {
  const { single, repeated } = fieldsOf(reader, range.start, range.end, 2);
  const resource = single === null ? null : (decodeAt(RESOURCE, reader, single) as unknown as RawResource);
  const attributes = attributesOf(resource?.attributes);
  for (const scopeSpans of repeated) {
    const fields = fieldsOf(reader, scopeSpans.start, scopeSpans.end, 2);
    const scope = fields.single === null ? null : (decodeAt(SCOPE, reader, fields.single) as unknown as RawScope);
    visitor.scope(attributes, scope?.name ?? "", scope?.version ?? "");
    for (const span of fields.repeated) visitor.span(spanOf(decodeAt(SPAN, reader, span) as unknown as RawSpan));
  }
}

interface Range {
  start: number;
  end: number;
}

interface Fields {
  single: Range | null;
  repeated: Range[];
}

/**
 * Where the fields of a message lie: field 1 as `single` and field 2 as `repeated` in resource and scope messages, field
 * 1 as `repeated` in the request. Fields may come in any order, so a resource can follow the spans it belongs to.
 */
function fieldsOf(reader: protobuf.Reader, start: number, end: number, repeatedId = 1): Fields {
  return reading(() => scanFields(reader, start, end, repeatedId));
}

function scanFields(reader: protobuf.Reader, start: number, end: number, repeatedId: number): Fields {
  let single: Range | null = null;
  const repeated: Range[] = [];
  reader.pos = start;
  while (reader.pos < end) {
    const tag = reader.uint32();
    const id = tag >>> 3;
    if (id === 0) throw new RangeError("field number 0");
    if ((tag & 7) !== 2) {
      reader.skipType(tag & 7);
      continue;
    }
    const length = reader.uint32();
    const range = { start: reader.pos, end: reader.pos + length };
    if (range.end > end) throw new RangeError("a field is longer than its message");
    if (id === repeatedId) repeated.push(range);
    else if (id === 1) single = range;
    reader.pos = range.end;
  }
  if (reader.pos !== end) throw new RangeError("a field is longer than its message");
  return { single, repeated };
}

function decodeAt(type: protobuf.Type, reader: protobuf.Reader, range: Range): protobuf.Message {
  return reading(() => {
    reader.pos = range.start;
    return type.decode(reader, range.end - range.start);
  });
}

/** What the reader throws says that the bytes are wrong; what a visitor throws is its own affair. */
function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new MalformedRequest(`not a protobuf ExportTraceServiceRequest: ${(error as Error).message}`);
  }
}

interface RawResource {
  attributes: WireKeyValue[];
}
interface RawScope {
  name: string;
  version: string;
}
interface RawLong {
  low: number;
  high: number;
}
interface RawSpan {
  traceId: Uint8Array;
  spanId: Uint8Array;
  parentSpanId: Uint8Array;
  traceState: string;
  flags: number;
  name: string;
  kind: number;
  startTimeUnixNano: RawLong | number;
  endTimeUnixNano: RawLong | number;
  attributes: WireKeyValue[];
  events: { timeUnixNano: RawLong | number; name: string; attributes: WireKeyValue[] }[];
  links: { traceId: Uint8Array; spanId: Uint8Array; attributes: WireKeyValue[] }[];
  status: { code: number; message: string } | null;
}

function spanOf(raw: RawSpan): WireSpan {
  return {
    traceId: hexOf(raw.traceId),
    spanId: hexOf(raw.spanId),
    parentSpanId: hexOf(raw.parentSpanId),
    traceState: raw.traceState,
    flags: raw.flags >>> 0,
    name: raw.name,
    kind: raw.kind,
    startUnixNs: unsignedOf(raw.startTimeUnixNano),
    endUnixNs: unsignedOf(raw.endTimeUnixNano),
    status: raw.status?.code ?? 0,
    statusMessage: raw.status?.message ?? "",
    attributes: attributesOf(raw.attributes),
    events: raw.events.slice(0, LIMITS.eventsPerSpan).map((event) => ({
      timeUnixNs: unsignedOf(event.timeUnixNano),
      name: event.name,
      attributes: attributesOf(event.attributes),
    })),
    links: raw.links.slice(0, LIMITS.linksPerSpan).map((link) => ({
      traceId: hexOf(link.traceId),
      spanId: hexOf(link.spanId),
      attributes: attributesOf(link.attributes),
    })),
  };
}

function hexOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return "";
  // A field without a value is the prototype's empty array, anything read is a Buffer: slices of the request.
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

function unsignedOf(value: RawLong | number): bigint {
  if (typeof value === "number") return BigInt(value);
  return (BigInt(value.high >>> 0) << 32n) | BigInt(value.low >>> 0);
}
