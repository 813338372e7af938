import type { FactBatch } from "../../store/facts/facts.ts";

export type Row = Record<string, unknown>;

export interface MemoryFacts {
  rows(table: string): Row[];
  tokens: string[];
  /** What the next inserts do instead; null to store. */
  failure: Error | null;
  insert(batch: FactBatch): Promise<void>;
}

/** A facts store for tests of what comes before it: it parses RowBinary by the tables' column types, and knows a token it has seen. */
export function memoryFacts(): MemoryFacts {
  const tables = new Map<string, Row[]>();
  const seen = new Set<string>();
  const facts: MemoryFacts = {
    rows: (table) => tables.get(table) ?? [],
    tokens: [],
    failure: null,
    async insert(batch) {
      if (facts.failure !== null) throw facts.failure;
      const chunks: Uint8Array[] = [];
      for await (const chunk of batch.body()) chunks.push(chunk);
      facts.tokens.push(batch.token);
      const rows = parseRows(Buffer.concat(chunks), batch.columns);
      if (seen.has(batch.token)) return;
      seen.add(batch.token);
      tables.set(batch.table, [...(tables.get(batch.table) ?? []), ...rows]);
    },
  };
  return facts;
}

/** Rows of the named columns; throws when the bytes end inside a row. */
export function parseRows(bytes: Buffer, columns: readonly string[]): Row[] {
  const reader = new RowBinaryReader(bytes);
  const rows: Row[] = [];
  while (!reader.ended) {
    rows.push(Object.fromEntries(columns.map((column) => [column, reader.value(typeOf(column, columns))])));
  }
  return rows;
}

function typeOf(column: string, columns: readonly string[]): string {
  // A span's kind is a number, a change's a word.
  if (column === "kind" && !columns.includes("span_id")) return "String";
  return TYPES[column] ?? "String";
}

/** Types of columns that are not String or LowCardinality(String). */
const TYPES: Readonly<Record<string, string>> = {
  received_at: "Int64",
  start_time: "Int64",
  time: "Int64",
  duration_ns: "Int64",
  trace_id: "Fixed16",
  span_id: "Fixed8",
  parent_span_id: "Fixed8",
  flags: "UInt32",
  kind: "UInt8",
  status: "UInt8",
  http_status: "UInt16",
  resource_attributes: "Map",
  attributes: "Map",
  event_times: "Array Int64",
  event_names: "Array String",
  event_attributes: "Array Map",
  link_trace_ids: "Array Fixed16",
  link_span_ids: "Array Fixed8",
  link_attributes: "Array Map",
  weight: "Float64",
  weight_known: "UInt8",
};

class RowBinaryReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(type: string): unknown {
    if (type.startsWith("Array ")) {
      return Array.from({ length: this.#length() }, () => this.value(type.slice("Array ".length)));
    }
    switch (type) {
      case "Int64":
        return this.#take(8).readBigInt64LE();
      case "UInt32":
        return this.#take(4).readUInt32LE();
      case "UInt16":
        return this.#take(2).readUInt16LE();
      case "UInt8":
        return this.#take(1).readUInt8();
      case "Float64":
        return this.#take(8).readDoubleLE();
      case "Fixed16":
        return this.#take(16).toString("hex");
      case "Fixed8":
        return this.#take(8).toString("hex");
      case "Map":
        return Object.fromEntries(Array.from({ length: this.#length() }, () => [this.#text(), this.#text()]));
      default:
        return this.#text();
    }
  }

  #text(): string {
    return this.#take(this.#length()).toString("utf8");
  }

  #length(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#take(1).readUInt8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  #take(size: number): Buffer {
    if (this.#at + size > this.#bytes.length) throw new RangeError("a row ends early");
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }
}
