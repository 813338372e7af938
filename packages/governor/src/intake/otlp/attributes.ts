import { LIMITS, type Attributes } from "@governor/contract";

/** An OTLP KeyValue of either encoding: the JSON mapping uses the names the protobuf reader gives. */
export interface WireKeyValue {
  key?: unknown;
  value?: unknown;
}

/**
 * Attributes as text: strings as they are, numbers and booleans as JSON writes them, arrays and maps as JSON, bytes as
 * base64 (OpenTelemetry's "AnyValue representation for non-OTLP protocols"). Of a repeated key the last value counts.
 * Past LIMITS.attributesPerItem the rest is dropped.
 */
export function attributesOf(list: readonly WireKeyValue[] | null | undefined): Attributes {
  // No prototype: a key of a sender may be `constructor` or `__proto__`.
  const attributes: Attributes = Object.create(null);
  if (list === null || list === undefined) return attributes;
  if (!Array.isArray(list)) throw new TypeError("attributes must be a list");
  let kept = 0;
  for (const item of list) {
    if (typeof item?.key !== "string" || item.key === "") continue;
    const key = cutText(item.key, LIMITS.attributeKeyBytes);
    if (!(key in attributes)) {
      if (kept === LIMITS.attributesPerItem) continue;
      kept++;
    }
    attributes[key] = cutText(textOf(item.value), LIMITS.attributeValueBytes);
  }
  return attributes;
}

/** `text` in at most `bytesMax` bytes of UTF-8; where something was cut it ends in `…`. */
export function cutText(text: string, bytesMax: number): string {
  if (text.length * 3 <= bytesMax || Buffer.byteLength(text) <= bytesMax) return text;
  const bytes = Buffer.from(text.slice(0, bytesMax));
  let end = bytesMax - 3;
  // Continuation bytes are 10xxxxxx: step back to where a character begins.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return `${bytes.toString("utf8", 0, end)}…`;
}

/** A value at the top: text without quotes. */
function textOf(value: unknown): string {
  const any = objectOf(value);
  if (any === null) return "";
  if (Object.hasOwn(any, "stringValue")) return stringOf(any.stringValue);
  if (Object.hasOwn(any, "bytesValue")) return base64Of(any.bytesValue);
  if (Object.hasOwn(any, "doubleValue")) return String(doubleOf(any.doubleValue));
  return jsonOf(any, 1) ?? "";
}

/** A value inside an array or map: JSON. Null where nothing is set. */
function jsonOf(any: Record<string, unknown>, depth: number): string | null {
  if (Object.hasOwn(any, "stringValue")) return JSON.stringify(stringOf(any.stringValue));
  if (Object.hasOwn(any, "boolValue")) return booleanOf(any.boolValue);
  if (Object.hasOwn(any, "intValue")) return integerText(any.intValue);
  if (Object.hasOwn(any, "doubleValue")) {
    const number = doubleOf(any.doubleValue);
    return Number.isFinite(number) ? String(number) : JSON.stringify(String(number));
  }
  if (Object.hasOwn(any, "bytesValue")) return JSON.stringify(base64Of(any.bytesValue));
  if (Object.hasOwn(any, "arrayValue")) return arrayJson(any.arrayValue, depth);
  if (Object.hasOwn(any, "kvlistValue")) return mapJson(any.kvlistValue, depth);
  return null;
}

function arrayJson(value: unknown, depth: number): string {
  if (depth > LIMITS.attributeDepth) return '"…"';
  const items = listOf(value).map((item) => {
    const any = objectOf(item);
    return (any === null ? null : jsonOf(any, depth + 1)) ?? "null";
  });
  return `[${items.join(",")}]`;
}

function mapJson(value: unknown, depth: number): string {
  if (depth > LIMITS.attributeDepth) return '"…"';
  const members = listOf(value).map((item) => {
    const pair = objectOf(item);
    const any = objectOf(pair?.value);
    return `${JSON.stringify(stringOf(pair?.key))}:${(any === null ? null : jsonOf(any, depth + 1)) ?? "null"}`;
  });
  return `{${members.join(",")}}`;
}

function listOf(value: unknown): unknown[] {
  const values = objectOf(value)?.values;
  if (values === undefined || values === null) return [];
  if (!Array.isArray(values)) throw new TypeError("values must be a list");
  return values;
}

function objectOf(value: unknown): Record<string, unknown> | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object") throw new TypeError("an attribute value must be an object");
  return value as Record<string, unknown>;
}

function stringOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw new TypeError("stringValue must be a string");
  return value;
}

function booleanOf(value: unknown): string {
  if (typeof value !== "boolean") throw new TypeError("boolValue must be true or false");
  return String(value);
}

function doubleOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  // The JSON mapping writes NaN and the infinities as strings, and lets any number be one.
  if (typeof value === "string" && value.trim() !== "") {
    const number = Number(value);
    if (!Number.isNaN(number) || value === "NaN") return number;
  }
  throw new TypeError("doubleValue must be a number");
}

/** int64 of either encoding (a number, a decimal string, a 64-bit object of the protobuf reader) as decimal text. */
function integerText(value: unknown): string {
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) return String(BigInt(value));
  if (isLong(value)) return value.toString();
  throw new TypeError("intValue must be an integer");
}

function isLong(value: unknown): value is { low: number; high: number; toString(): string } {
  return typeof value === "object" && value !== null && "low" in value && "high" in value;
}

function base64Of(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  }
  throw new TypeError("bytesValue must be base64");
}
