import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { SILENT_LOG } from "../../log.ts";
import { SYSTEM_SCOPE, type Scope } from "../scope.ts";
import { factsClient } from "./client.ts";
import type { FactBatch } from "./facts.ts";
import { openFacts, type FactsHandle } from "./open.ts";

let dir: string;
let facts: FactsHandle;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "governor-facts-"));
  facts = await openFacts({ dataDir: dir, log: SILENT_LOG });
});

afterAll(async () => {
  await facts.close();
  await rm(dir, { recursive: true });
});

const sql = (text: string) => ({ text, name: "test" });
const read = <Row>(text: string, parameters = {}, scope = SYSTEM_SCOPE) =>
  facts.read<Row>(sql(text), parameters, scope);

/** RowBinary, by type, as the columns of `trace_spans` need it. */
const u8 = (value: number) => Buffer.from([value]);
const u16 = (value: number) => Buffer.from(new Uint16Array([value]).buffer);
const u32 = (value: number) => Buffer.from(new Uint32Array([value]).buffer);
const i64 = (value: bigint) => Buffer.from(new BigInt64Array([value]).buffer);
const f64 = (value: number) => Buffer.from(new Float64Array([value]).buffer);
const fixed = (hex: string) => Buffer.from(hex, "hex");
const text = (value: string) => Buffer.concat([u8(Buffer.byteLength(value)), Buffer.from(value)]);
const list = (items: Buffer[]) => Buffer.concat([u8(items.length), ...items]);
const map = (value: Record<string, string>) =>
  list(Object.entries(value).map(([k, v]) => Buffer.concat([text(k), text(v)])));

const START_NS = 1_795_000_000_123_456_789n;
const TRACE = "00112233445566778899aabbccddeeff";

interface SpanFields {
  spanId: string;
  parentId: string;
  tenant: string;
  kind: number;
  route: string;
}

/** Every column, in the table's order. */
function spanColumns(span: Partial<SpanFields> = {}): [name: string, value: Buffer][] {
  const {
    spanId = "0102030405060708",
    parentId = "0000000000000000",
    tenant = "acme",
    kind = 2,
    route = "/cases/:id",
  } = span;
  return [
    ["received_at", i64(START_NS / 1_000_000n)],
    ["start_time", i64(START_NS)],
    ["duration_ns", i64(250_000_000n)],
    ["trace_id", fixed(TRACE)],
    ["span_id", fixed(spanId)],
    ["parent_span_id", fixed(parentId)],
    ["trace_state", text("ot=th:8")],
    ["flags", u32(257)],
    ["kind", u8(kind)],
    ["name", text("handle")],
    ["status", u8(2)],
    ["status_message", text("no")],
    ["service", text("cases")],
    ["env", text("prod")],
    ["tenant", text(tenant)],
    ["feature", text("search")],
    ["domain", text("cases")],
    ["journey", text("case-search")],
    ["step", text("search")],
    ["release", text("v1")],
    ["http_method", text(route === "" ? "" : "GET")],
    ["http_route", text(route)],
    ["http_status", u16(503)],
    ["db_system", text("postgresql")],
    ["db_query", text("SELECT ?")],
    ["scope_name", text("http")],
    ["scope_version", text("1")],
    ["resource_attributes", map({ "host.name": "a" })],
    ["attributes", map({ "url.path": "/cases/1", "user.id": "é" })],
    ["event_times", list([i64(START_NS + 1n)])],
    ["event_names", list([text("exception")])],
    ["event_attributes", list([map({ "exception.type": "Error" })])],
    ["link_trace_ids", list([fixed(TRACE)])],
    ["link_span_ids", list([fixed("1112131415161718")])],
    ["link_attributes", list([map({ why: "retry" })])],
    ["weight", f64(2.5)],
    ["weight_known", u8(1)],
  ];
}

function batch(token: string, spans: Partial<SpanFields>[]): FactBatch {
  return {
    table: "trace_spans",
    columns: spanColumns().map(([name]) => name),
    format: "RowBinary",
    token,
    async *body() {
      for (const span of spans) yield Buffer.concat(spanColumns(span).map(([, value]) => value));
    },
  };
}

const changeEvent = (token: string, title: string): FactBatch => ({
  table: "change_events",
  columns: ["received_at", "id", "kind", "time", "title"],
  format: "RowBinary",
  token,
  async *body() {
    const at = i64(START_NS / 1_000_000n + BigInt(title.length));
    yield Buffer.concat([at, text("deploy-1"), text("deploy"), at, text(title)]);
  },
});

/** A process that has ended may still be listed, as a zombie, where nobody collects orphans. */
function isRunning(pid: number): boolean {
  const state = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
  return state !== "" && !state.startsWith("Z");
}

const spanId = (n: number) => n.toString(16).padStart(16, "0");

test("a span is stored with every column, and its copy for reports is derived", async () => {
  await facts.insert(batch("whole", [{ tenant: "whole", spanId: spanId(1) }]));
  const [stored] = await read<Record<string, unknown>>(
    "SELECT * REPLACE (hex(trace_id) AS trace_id, hex(span_id) AS span_id, hex(parent_span_id) AS parent_span_id," +
      " arrayMap(x -> hex(x), link_trace_ids) AS link_trace_ids, arrayMap(x -> hex(x), link_span_ids) AS link_span_ids)" +
      " FROM trace_spans WHERE tenant = 'whole'",
  );
  expect(stored).toMatchObject({
    received_at: "2026-11-18 11:06:40.123",
    start_time: "2026-11-18 11:06:40.123456789",
    duration_ns: "250000000",
    trace_id: TRACE.toUpperCase(),
    flags: 257,
    http_status: 503,
    attributes: { "url.path": "/cases/1", "user.id": "é" },
    event_times: ["2026-11-18 11:06:40.123456790"],
    event_attributes: [{ "exception.type": "Error" }],
    link_trace_ids: [TRACE.toUpperCase()],
    link_span_ids: ["1112131415161718"],
    link_attributes: [{ why: "retry" }],
    weight: 2.5,
    weight_known: 1,
  });
  const [copy] = await read("SELECT endpoint, is_entry, bucket, weight_q, release FROM spans WHERE tenant = 'whole'");
  // ceil(ln(250001) / ln(1.0202))
  expect(copy).toEqual({ endpoint: "GET /cases/:id", is_entry: 1, bucket: 622, weight_q: 640, release: "v1" });
});

test("a span without a route is an endpoint by its name, and enters a service only by kind or as a root", async () => {
  const parentId = "1112131415161718";
  const spans = [
    { spanId: spanId(1), kind: 1, parentId, route: "" },
    { spanId: spanId(2), kind: 3, parentId },
    { spanId: spanId(3), kind: 5, parentId },
    { spanId: spanId(4), kind: 1 },
  ];
  await facts.insert(
    batch(
      "entries",
      spans.map((span) => ({ ...span, tenant: "entries" })),
    ),
  );
  const rows = await read<{ endpoint: string; is_entry: number }>(
    "SELECT endpoint, is_entry FROM spans WHERE tenant = 'entries' ORDER BY span_id",
  );
  expect(rows.map((row) => row.is_entry)).toEqual([0, 0, 1, 1]);
  expect(rows[0]?.endpoint).toBe("handle");
});

test("a batch sent twice under its token is stored once, in the copy too; another token stores it again", async () => {
  const spans = [
    { tenant: "twice", spanId: spanId(1) },
    { tenant: "twice", spanId: spanId(2) },
  ];
  await facts.insert(batch("segment-1", spans));
  await facts.insert(batch("segment-1", spans));
  const count =
    "SELECT (SELECT count() FROM trace_spans WHERE tenant = 'twice') AS whole," +
    " (SELECT count() FROM spans WHERE tenant = 'twice') AS copy";
  expect(await read(count)).toEqual([{ whole: "2", copy: "2" }]);
  await facts.insert(batch("segment-2", spans));
  expect(await read(count)).toEqual([{ whole: "4", copy: "4" }]);
});

test("a change event sent again under its id is one event", async () => {
  await facts.insert(changeEvent("e1", "v2"));
  await facts.insert(changeEvent("e2", "v2, corrected"));
  expect(await read("SELECT title FROM change_events FINAL")).toEqual([{ title: "v2, corrected" }]);
});

test("reads at the same time each get their own parameters", async () => {
  const numbers = Array.from({ length: 40 }, (_, i) => i);
  const answers = await Promise.all(
    numbers.map((n) =>
      read<{ n: number; s: string }>(
        "SELECT {n:UInt32} AS n, {s:String} AS s, count() FROM numbers(10000) WHERE number % 7 = {n:UInt32} % 7",
        {
          n,
          s: `it's ${n} \\`,
        },
      ),
    ),
  );
  expect(answers.map(([row]) => [row?.n, row?.s])).toEqual(numbers.map((n) => [n, `it's ${n} \\`]));
});

const limitedTo = (...tenants: string[]): Scope => ({ actor: "key:1", tenants, teams: "all", services: "all" });

test("a limited read sees its tenants only, through subqueries, joins, unions and views", async () => {
  await facts.insert(
    batch(
      "tenants",
      ["o'neil\\", "globex", "initech"].map((tenant, n) => ({ tenant, spanId: spanId(100 + n) })),
    ),
  );
  const scope = limitedTo("o'neil\\");
  const others = (query: string) =>
    read<{ tenant: string }>(query, {}, scope).then((rows) => [...new Set(rows.map((row) => row.tenant))].toSorted());
  for (const query of [
    "SELECT tenant FROM spans",
    "SELECT tenant FROM governor.trace_spans AS t",
    "SELECT tenant FROM (SELECT tenant FROM spans UNION ALL SELECT tenant FROM trace_spans)",
    "SELECT b.tenant AS tenant FROM spans AS a INNER JOIN trace_spans AS b ON a.trace_id = b.trace_id",
    "WITH all AS (SELECT tenant FROM trace_spans) SELECT tenant FROM all",
    "SELECT arrayJoin((SELECT groupUniqArray(tenant) FROM spans)) AS tenant",
    "SELECT tenant FROM spans_of_traces",
    "SELECT tenant FROM rollup_tenant_day",
    "SELECT tenant FROM rollup_tenant_day_of_spans",
  ]) {
    expect(await others(query), query).toEqual(["o'neil\\"]);
  }
  // What adds all tenants up has nothing for one of them, by whatever name it is read.
  for (const name of ["minute", "hour", "day", "minute_of_spans", "hour_of_minutes", "day_of_hours"]) {
    expect(await read(`SELECT sum(span_count) AS n FROM rollup_${name}`, {}, scope), name).toEqual([{ n: "0" }]);
  }
  expect(await read("SELECT count() AS n FROM spans", {}, limitedTo())).toEqual([{ n: "0" }]);
});

test("a limited read cannot switch its limits off or go around them", async () => {
  const scope = limitedTo("globex");
  await expect(read("SELECT 1 FROM spans SETTINGS additional_table_filters = {}", {}, scope)).rejects.toMatchObject({
    code: "facts.failed",
  });
  await expect(read("SELECT tenant FROM merge('governor', 'spans')", {}, scope)).rejects.toMatchObject({
    code: "facts.failed",
  });
});

test("a read cannot write", async () => {
  await expect(read("INSERT INTO change_events (id) VALUES ('x')")).rejects.toMatchObject({ code: "facts.failed" });
  await expect(read("DROP TABLE spans")).rejects.toMatchObject({ code: "facts.failed" });
});

test("the engine's folder and socket are closed to others", async () => {
  expect((await stat(join(dir, "facts", "run", "facts.sock"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(dir, "facts"))).mode & 0o077).toBe(0);
  expect((await stat(join(dir, "facts", "data", "store"))).mode & 0o077).toBe(0);
});

test("a second engine over the same folder is refused with the holder's process", async () => {
  await expect(openFacts({ dataDir: dir, log: SILENT_LOG })).rejects.toMatchObject({
    code: "store.locked",
    message: expect.stringContaining(String(facts.pid)),
  });
});

test("killed in the middle of inserts the engine comes back, and every answered batch is there once", async () => {
  const up = new Promise<void>((resolve) => facts.onUp(resolve));
  const before = facts.restarts;
  const answered: number[] = [];
  const failures: unknown[] = [];
  const victim = facts.pid!;
  for (let n = 0; failures.length === 0; n += 1) {
    if (n === 5) setImmediate(() => process.kill(victim, "SIGKILL"));
    await facts.insert(batch(`kill-${n}`, [{ tenant: "kill", spanId: spanId(n) }])).then(
      () => answered.push(n),
      (error: unknown) => failures.push(error),
    );
  }
  expect(failures[0]).toMatchObject({ code: "facts.unavailable" });
  await up;
  expect(facts.restarts).toBe(before + 1);
  expect(facts.pid).not.toBe(victim);
  await facts.ping(5_000);
  // The one without an answer is sent again, as its owner would.
  const unanswered = answered.length;
  await facts.insert(batch(`kill-${unanswered}`, [{ tenant: "kill", spanId: spanId(unanswered) }]));
  const ids = await read<{ id: string }>(
    "SELECT lower(hex(span_id)) AS id FROM spans WHERE tenant = 'kill' ORDER BY span_id",
  );
  expect(ids.map((row) => row.id)).toEqual([...answered, unanswered].map(spanId));
});

test("data and schema survive a close and an open; what a newer program wrote is refused", async () => {
  const before = await read("SELECT count() AS n FROM trace_spans");
  await facts.close();
  facts = await openFacts({ dataDir: dir, log: SILENT_LOG });
  expect(await read("SELECT count() AS n FROM trace_spans")).toEqual(before);
  const applied = await read<{ version: number }>("SELECT version FROM schema_migrations ORDER BY version");
  expect(applied.map((row) => row.version)).toEqual([1, 2]);

  const writer = factsClient({ socketPath: join(dir, "facts", "run", "facts.sock") });
  await writer.command(sql("INSERT INTO schema_migrations (version, name) VALUES (9999, 'later')"));
  await facts.close();
  await expect(openFacts({ dataDir: dir, log: SILENT_LOG })).rejects.toMatchObject({
    code: "store.schema-newer",
    message: expect.stringContaining("9999"),
  });
  await writer.close();
  await rm(dir, { recursive: true });
  facts = await openFacts({ dataDir: dir, log: SILENT_LOG });
});

test("an engine whose server is killed ends by itself, and the folder can be opened at once", async () => {
  const own = await mkdtemp(join(tmpdir(), "governor-facts-"));
  const module = fileURLToPath(new URL("./open.ts", import.meta.url));
  const script = `
    const { openFacts } = await import(${JSON.stringify(module)});
    const log = { info() {}, warn() {}, error() {} };
    process.send((await openFacts({ dataDir: ${JSON.stringify(own)}, log })).pid);`;
  const server = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [orphan] = (await once(server, "message")) as [number];
  server.kill("SIGKILL");
  const next = await openFacts({ dataDir: own, log: SILENT_LOG });
  expect(isRunning(orphan)).toBe(false);
  await next.close();
  await rm(own, { recursive: true });
});

test("a folder with a long path works, its socket lies elsewhere", async () => {
  const parent = await mkdtemp(join(tmpdir(), "governor-facts-"));
  const long = join(parent, "d".repeat(120));
  const handle = await openFacts({ dataDir: long, log: SILENT_LOG });
  await handle.ping(5_000);
  expect(await readdir(join(long, "facts"))).not.toContain("run");
  await handle.close();
  await rm(parent, { recursive: true });
});

test("an address that is not one is refused without its password", async () => {
  const opening = openFacts({ url: "clickhouse://user:secret@host" });
  await expect(opening).rejects.toMatchObject({ code: "config.invalid" });
  await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining("secret") });
});
