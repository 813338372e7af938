import type { Attributes, ChangeEvent, Span } from "@governor/contract";

/** Columns of `trace_spans` in the order in which `RowEncoder.span` writes them. */
export const SPAN_COLUMNS: readonly string[] = [
  "received_at",
  "start_time",
  "duration_ns",
  "trace_id",
  "span_id",
  "parent_span_id",
  "trace_state",
  "flags",
  "kind",
  "name",
  "status",
  "status_message",
  "service",
  "env",
  "tenant",
  "feature",
  "domain",
  "journey",
  "step",
  "release",
  "http_method",
  "http_route",
  "http_status",
  "db_system",
  "db_query",
  "scope_name",
  "scope_version",
  "resource_attributes",
  "attributes",
  "event_times",
  "event_names",
  "event_attributes",
  "link_trace_ids",
  "link_span_ids",
  "link_attributes",
  "weight",
  "weight_known",
];

/** Columns of `change_events` in the order in which `RowEncoder.changeEvent` writes them. */
export const CHANGE_EVENT_COLUMNS: readonly string[] = [
  "received_at",
  "id",
  "kind",
  "time",
  "service",
  "env",
  "release",
  "sha",
  "actor",
  "owner",
  "url",
  "title",
];

/**
 * Rows in ClickHouse's RowBinary: little-endian fixed types, strings, arrays and maps with a LEB128 length in front,
 * LowCardinality as its inner type. One growing buffer and no object per field.
 */
export class RowEncoder {
  #bytes: Buffer = Buffer.allocUnsafe(64 * 1024);
  #end = 0;
  #rows = 0;
  /** The resource written last and where: all spans of a resource repeat the same bytes. */
  #resource: Attributes | null = null;
  #resourceStart = 0;
  #resourceEnd = 0;

  get sizeBytes(): number {
    return this.#end;
  }

  get rows(): number {
    return this.#rows;
  }

  /** The rows since the last call, in memory of their own. */
  take(): Buffer {
    const payload = Buffer.from(this.#bytes.subarray(0, this.#end));
    this.#end = 0;
    this.#rows = 0;
    this.#resource = null;
    return payload;
  }

  span(span: Span, receivedMs: number): void {
    const { tags } = span;
    this.#int64(BigInt(Math.floor(receivedMs)));
    this.#int64(span.startUnixNs);
    this.#int64(span.durationNs);
    this.#hex(span.traceId, 16);
    this.#hex(span.spanId, 8);
    this.#hex(span.parentSpanId, 8);
    this.#text(span.traceState);
    this.#uint32(span.flags);
    this.#uint8(span.kind);
    this.#text(span.name);
    this.#uint8(span.status);
    this.#text(span.statusMessage);
    this.#text(tags.service);
    this.#text(tags.env);
    this.#text(tags.tenant);
    this.#text(tags.feature);
    this.#text(tags.domain);
    this.#text(tags.journey);
    this.#text(tags.step);
    this.#text(tags.release);
    this.#text(span.httpMethod);
    this.#text(span.httpRoute);
    this.#uint16(span.httpStatus);
    this.#text(span.dbSystem);
    this.#text(span.dbQuery);
    this.#text(span.scopeName);
    this.#text(span.scopeVersion);
    this.#resourceAttributes(span.resourceAttributes);
    this.#attributes(span.attributes);
    this.#events(span);
    this.#links(span);
    this.#float64(span.weight);
    this.#uint8(span.weightKnown ? 1 : 0);
    this.#rows++;
  }

  changeEvent(event: ChangeEvent, receivedMs: number): void {
    this.#int64(BigInt(Math.floor(receivedMs)));
    this.#text(event.id);
    this.#text(event.kind);
    this.#int64(BigInt(Math.floor(event.timeUnixMs)));
    this.#text(event.service);
    this.#text(event.env);
    this.#text(event.release);
    this.#text(event.sha);
    this.#text(event.actor);
    this.#text(event.owner);
    this.#text(event.url);
    this.#text(event.title);
    this.#rows++;
  }

  #events(span: Span): void {
    const { events } = span;
    this.#length(events.length);
    for (const event of events) this.#int64(event.timeUnixNs);
    this.#length(events.length);
    for (const event of events) this.#text(event.name);
    this.#length(events.length);
    for (const event of events) this.#attributes(event.attributes);
  }

  #links(span: Span): void {
    const { links } = span;
    this.#length(links.length);
    for (const link of links) this.#hex(link.traceId, 16);
    this.#length(links.length);
    for (const link of links) this.#hex(link.spanId, 8);
    this.#length(links.length);
    for (const link of links) this.#attributes(link.attributes);
  }

  #resourceAttributes(attributes: Attributes): void {
    if (attributes === this.#resource) {
      const size = this.#resourceEnd - this.#resourceStart;
      this.#room(size);
      this.#bytes.copyWithin(this.#end, this.#resourceStart, this.#resourceEnd);
      this.#end += size;
      return;
    }
    this.#resourceStart = this.#end;
    this.#attributes(attributes);
    this.#resourceEnd = this.#end;
    this.#resource = attributes;
  }

  #attributes(attributes: Attributes): void {
    const keys = Object.keys(attributes);
    this.#length(keys.length);
    for (const key of keys) {
      this.#text(key);
      this.#text(attributes[key] ?? "");
    }
  }

  #text(text: string): void {
    // Up to 42 characters the UTF-8 form fits 127 bytes whatever they are, so its length fits one byte.
    if (text.length <= 42) {
      this.#room(127 + 1);
      const size = text.length <= 16 ? this.#shortText(text) : this.#bytes.write(text, this.#end + 1);
      this.#bytes[this.#end] = size;
      this.#end += size + 1;
      return;
    }
    const size = Buffer.byteLength(text);
    this.#length(size);
    this.#room(size);
    this.#end += this.#bytes.write(text, this.#end);
  }

  /** Bytes of a text behind its length. A loop over a few characters is faster than the call into the engine. */
  #shortText(text: string): number {
    const bytes = this.#bytes;
    const start = this.#end + 1;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) return bytes.write(text, start);
      bytes[start + i] = code;
    }
    return text.length;
  }

  /** FixedString from hex; an empty id is all zero. */
  #hex(hex: string, size: number): void {
    this.#room(size);
    if (hex === "") this.#bytes.fill(0, this.#end, this.#end + size);
    else this.#bytes.write(hex, this.#end, size, "hex");
    this.#end += size;
  }

  #length(value: number): void {
    this.#room(5);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#end++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#end++] = rest;
  }

  #uint8(value: number): void {
    this.#room(1);
    this.#bytes[this.#end++] = value;
  }

  #uint16(value: number): void {
    this.#room(2);
    this.#end = this.#bytes.writeUInt16LE(value, this.#end);
  }

  #uint32(value: number): void {
    this.#room(4);
    this.#end = this.#bytes.writeUInt32LE(value, this.#end);
  }

  #int64(value: bigint): void {
    this.#room(8);
    this.#end = this.#bytes.writeBigInt64LE(value, this.#end);
  }

  #float64(value: number): void {
    this.#room(8);
    this.#end = this.#bytes.writeDoubleLE(value, this.#end);
  }

  #room(sizeBytes: number): void {
    const needed = this.#end + sizeBytes;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#end);
    this.#bytes = grown;
  }
}
