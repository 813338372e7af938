import { LIMITS } from "@governor/contract";

import { attributesOf, type WireKeyValue } from "./attributes.ts";
import { MalformedRequest, MalformedSpan } from "./malformed.ts";
import type { TraceVisitor, WireSpan } from "./visitor.ts";

/**
 * Visit the spans of a request in OTLP's JSON mapping: lowerCamelCase names, hex ids in any case, enums as integers,
 * 64-bit integers as strings or numbers, unknown fields ignored. A span with a field of the wrong type is malformed
 * alone; a wrong type above the spans is the request's fault.
 */
export function readJson(bytes: Uint8Array, visitor: TraceVisitor): void {
  const request = parse(bytes);
  for (const resourceSpans of listAt(request, "resourceSpans")) {
    const attributes = resourceAttributes(resourceSpans);
    for (const scopeSpans of listAt(resourceSpans, "scopeSpans")) {
      const scope = isObject(scopeSpans.scope) ? scopeSpans.scope : {};
      visitor.scope(attributes, headText(scope, "name"), headText(scope, "version"));
      for (const span of listAt(scopeSpans, "spans")) readSpan(span, visitor);
    }
  }
}

type Fields = Record<string, unknown>;

function parse(bytes: Uint8Array): Fields {
  let value: unknown;
  try {
    const text = utf8.decode(bytes);
    // A double holds integers up to 2⁵³ only; times in nanoseconds are beyond. The slow path keeps every digit,
    // and is taken only by senders that write such integers without quotes.
    value = /[:[,]\s*-?\d{16}/.test(text) ? JSON.parse(text, exactIntegers) : JSON.parse(text);
  } catch (error) {
    throw new MalformedRequest(`not JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw new MalformedRequest("the body must be a JSON object with resourceSpans");
  return value;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function exactIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? "";
  return /^-?\d{1,20}$/.test(source) ? BigInt(source) : value;
}

function listAt(fields: Fields, name: string): Fields[] {
  const list = fields[name];
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list) || !list.every(isObject)) throw new MalformedRequest(`${name} must be a list of objects`);
  return list;
}

function resourceAttributes(resourceSpans: Fields): ReturnType<typeof attributesOf> {
  const resource = resourceSpans.resource;
  if (resource === undefined || resource === null) return attributesOf(null);
  if (!isObject(resource)) throw new MalformedRequest("resource must be an object");
  try {
    return attributesOf(resource.attributes as WireKeyValue[]);
  } catch (error) {
    throw new MalformedRequest(`resource.attributes: ${(error as Error).message}`);
  }
}

function headText(fields: Fields, name: string): string {
  const value = fields[name];
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw new MalformedRequest(`scope.${name} must be a string`);
  return value;
}

function readSpan(fields: Fields, visitor: TraceVisitor): void {
  let span: WireSpan;
  try {
    span = spanOf(fields);
  } catch (error) {
    if (!(error instanceof MalformedSpan || error instanceof TypeError)) throw error;
    visitor.malformed(error.message);
    return;
  }
  visitor.span(span);
}

function spanOf(fields: Fields): WireSpan {
  const status = isObject(fields.status) ? fields.status : {};
  return {
    traceId: textAt(fields, "traceId").toLowerCase(),
    spanId: textAt(fields, "spanId").toLowerCase(),
    parentSpanId: textAt(fields, "parentSpanId").toLowerCase(),
    traceState: textAt(fields, "traceState"),
    flags: numberAt(fields, "flags") >>> 0,
    name: textAt(fields, "name"),
    kind: numberAt(fields, "kind"),
    startUnixNs: unsignedAt(fields, "startTimeUnixNano"),
    endUnixNs: unsignedAt(fields, "endTimeUnixNano"),
    status: numberAt(status, "code"),
    statusMessage: textAt(status, "message"),
    attributes: attributesOf(fields.attributes as WireKeyValue[]),
    events: itemsAt(fields, "events", LIMITS.eventsPerSpan).map((event) => ({
      timeUnixNs: unsignedAt(event, "timeUnixNano"),
      name: textAt(event, "name"),
      attributes: attributesOf(event.attributes as WireKeyValue[]),
    })),
    links: itemsAt(fields, "links", LIMITS.linksPerSpan).map((link) => ({
      traceId: textAt(link, "traceId").toLowerCase(),
      spanId: textAt(link, "spanId").toLowerCase(),
      attributes: attributesOf(link.attributes as WireKeyValue[]),
    })),
  };
}

function textAt(fields: Fields, name: string): string {
  const value = fields[name];
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw new MalformedSpan(`${name} must be a string`);
  return value;
}

/** Enums and 32-bit integers. */
function numberAt(fields: Fields, name: string): number {
  const value = fields[name] ?? 0;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new MalformedSpan(`${name} must be an integer`);
}

function unsignedAt(fields: Fields, name: string): bigint {
  const value = fields[name] ?? 0;
  if (typeof value === "bigint" && value >= 0n) return value;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) return BigInt(value);
  throw new MalformedSpan(`${name} must be a 64-bit integer, as a string or a number`);
}

function itemsAt(fields: Fields, name: string, most: number): Fields[] {
  const list = fields[name];
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new MalformedSpan(`${name} must be a list`);
  const kept = list.slice(0, most);
  if (!kept.every(isObject)) throw new MalformedSpan(`${name} must be a list of objects`);
  return kept;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
