import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SPAN_KIND, type ChangeEvent } from "@governor/contract";
import { buildCatalog } from "../../catalog/build.ts";
import type { Catalog, JudgedStep } from "../../catalog/catalog.ts";
import { stepsOf } from "../../catalog/catalog.ts";
import { catalogSchema } from "../../catalog/schema.ts";
import { SILENT_LOG } from "../../log.ts";
import type { Facts } from "../../store/facts/facts.ts";
import { openFacts, type FactsHandle } from "../../store/facts/open.ts";

/** A real facts engine in a folder of its own. */
export async function openTestFacts(): Promise<FactsHandle & { dataDir: string; remove(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), "governor-facts-"));
  const facts = await openFacts({ dataDir, log: SILENT_LOG });
  const remove = async (): Promise<void> => {
    await facts.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return Object.assign(facts, { dataDir, remove });
}

/** A catalog from its source, checked as a file would be. */
export function catalogOf(source: unknown): Catalog {
  return buildCatalog(catalogSchema.parse(source), null);
}

export function stepsFrom(source: unknown): JudgedStep[] {
  return stepsOf(catalogOf(source));
}

export interface SeedSpan {
  startMs: number;
  durationMs: number;
  /** Any text; hashed to ids of the right length. A trace per span when left out. */
  trace: string;
  span: string;
  parent: string;
  kind: number;
  name: string;
  status: number;
  service: string;
  env: string;
  tenant: string;
  release: string;
  method: string;
  route: string;
  query: string;
  weight: number;
  attributes: Record<string, string>;
}

let seeded = 0;

/** Stores spans; what is left out is a healthy `GET /search` of `api`, release v1, a trace of its own. */
export async function seedSpans(facts: Facts, spans: readonly Partial<SeedSpan>[]): Promise<void> {
  const rows = spans.map((span) => spanRow({ ...defaults(), ...span }));
  await insert(facts, "trace_spans", SPAN_COLUMNS, rows);
}

export async function seedEvents(facts: Facts, events: readonly ChangeEvent[]): Promise<void> {
  const columns = [
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
  const rows = events.map((event) => [
    i64(event.timeUnixMs),
    text(event.id),
    text(event.kind),
    i64(event.timeUnixMs),
    ...[event.service, event.env, event.release, event.sha, event.actor, event.owner, event.url, event.title].map(text),
  ]);
  await insert(facts, "change_events", columns, rows);
}

/** Ids as they are stored, to compare with. */
export function traceIdOf(trace: string): string {
  return hash(trace, 16).toString("hex");
}

function defaults(): SeedSpan {
  seeded++;
  return {
    startMs: 0,
    durationMs: 100,
    trace: `trace-${seeded}`,
    span: `span-${seeded}`,
    parent: "",
    kind: SPAN_KIND.server,
    name: "GET /search",
    status: 0,
    service: "api",
    env: "prod",
    tenant: "acme",
    release: "v1",
    method: "GET",
    route: "/search",
    query: "",
    weight: 1,
    attributes: {},
  };
}

const SPAN_COLUMNS = [
  "received_at",
  "start_time",
  "duration_ns",
  "trace_id",
  "span_id",
  "parent_span_id",
  "kind",
  "name",
  "status",
  "service",
  "env",
  "tenant",
  "release",
  "http_method",
  "http_route",
  "db_query",
  "db_system",
  "weight",
  "weight_known",
  "attributes",
];

function spanRow(span: SeedSpan): Buffer[] {
  return [
    // Far from any expiry, whatever time the spans pretend to be of.
    i64(Date.now()),
    i64(Math.round(span.startMs * 1_000), 1_000n),
    i64(Math.round(span.durationMs * 1_000), 1_000n),
    hash(span.trace, 16),
    hash(span.span, 8),
    span.parent === "" ? Buffer.alloc(8) : hash(span.parent, 8),
    Buffer.of(span.kind),
    text(span.name),
    Buffer.of(span.status),
    ...[span.service, span.env, span.tenant, span.release, span.method, span.route, span.query].map(text),
    text(span.query === "" ? "" : "postgresql"),
    f64(span.weight),
    Buffer.of(1),
    map(span.attributes),
  ];
}

async function insert(facts: Facts, table: string, columns: string[], rows: Buffer[][]): Promise<void> {
  seeded++;
  const bytes = Buffer.concat(rows.flat());
  await facts.insert({
    table,
    columns,
    format: "RowBinary",
    token: `seed-${table}-${seeded}`,
    async *body() {
      yield bytes;
    },
  });
}

function hash(value: string, length: number): Buffer {
  return createHash("sha256").update(value).digest().subarray(0, length);
}

function i64(value: number, times = 1n): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value) * times);
  return bytes;
}

function f64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(bytes.length), bytes]);
}

function map(values: Record<string, string>): Buffer {
  const entries = Object.entries(values);
  return Buffer.concat([varint(entries.length), ...entries.flat().map(text)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>= 7;
  }
  return Buffer.of(...bytes, rest);
}
