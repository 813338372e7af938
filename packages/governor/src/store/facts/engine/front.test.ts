import { mkdtemp, mkdir, readdir, rm } from "node:fs/promises";
import { Agent, type Server } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync, zstdCompressSync } from "node:zlib";

import { createClient, type ClickHouseClient } from "@clickhouse/client";
import { Client as HttpClient } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openEmbedded, type Embedded } from "./embedded.ts";
import { engineFront } from "./front.ts";
import { ENGINE_LIMITS } from "./limits.ts";

const LIMITS = { ...ENGINE_LIMITS, readsRunning: 2, waiting: 1, queryBytes: 2_000, insertBytes: 10_000 };

let dir: string;
let engine: Embedded;
let server: Server;
let client: ClickHouseClient;
let http: HttpClient;

class SocketAgent extends Agent {
  override createConnection() {
    return connect(join(dir, "s"));
  }
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "governor-front-"));
  await mkdir(join(dir, "spool"));
  engine = openEmbedded(join(dir, "data"));
  server = engineFront({ engine: () => engine.execute, spoolDir: join(dir, "spool"), limits: LIMITS });
  await new Promise<void>((resolve) => server.listen(join(dir, "s"), resolve));
  const http_agent = new SocketAgent({ keepAlive: true });
  client = createClient({ url: "http://facts", http_agent, set_basic_auth_header: false, log: { level: 127 } });
  http = new HttpClient("http://facts", { socketPath: join(dir, "s") });
  await client.command({ query: "CREATE DATABASE f" });
  await client.command({ query: "CREATE TABLE f.n (a UInt32, s String) ENGINE = MergeTree ORDER BY a" });
});

afterAll(async () => {
  await client.close();
  await http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  engine.close();
  await rm(dir, { recursive: true });
});

const post = (path: string, body: string | Buffer, headers = {}) =>
  http.request({ method: "POST", path: `/?${path}`, body, headers });

/** Rows of (a UInt32, s String) in RowBinary. */
const rows = (...values: [number, string][]) =>
  Buffer.concat(
    values.map(([a, s]) => {
      const head = Buffer.alloc(5);
      head.writeUInt32LE(a);
      head[4] = s.length;
      return Buffer.concat([head, Buffer.from(s)]);
    }),
  );

/** Ten bytes a row. */
const filled = (bytes: number) => rows(...Array.from({ length: bytes / 10 }, () => [30, "12345"] as [number, string]));

const INSERT = `query=${encodeURIComponent("INSERT INTO f.n (a, s) FORMAT RowBinary")}`;

test("parameters may be as many as a list of a thousand trace ids", async () => {
  const ids = Array.from({ length: 1_000 }, (_, i) => i.toString(16).padStart(32, "0"));
  const result = await client.query({
    query: "SELECT length({ids:Array(String)}) AS n",
    query_params: { ids },
    format: "JSONEachRow",
  });
  expect(await result.json()).toEqual([{ n: 1_000 }]);
});

test("the official client's ping, query, command and insert work", async () => {
  expect(await client.ping()).toEqual({ success: true });
  await client.insert({ table: "f.n", values: [{ a: 1, s: "o'ne\\" }], format: "JSONEachRow" });
  const exec = await client.exec({
    query: "INSERT INTO f.n (a, s) FORMAT RowBinary",
    values: Readable.from([rows([2, "two"])], { objectMode: false }),
  });
  expect(exec.summary?.written_rows).toBe("1");
  await exec.stream.toArray();
  const result = await client.query({
    query: "SELECT a, s FROM n WHERE a IN {some:Array(UInt32)} AND s != {not:String} ORDER BY a",
    query_params: { some: [1, 2, 3], not: "o'ne" },
    format: "JSONEachRow",
    clickhouse_settings: {},
    http_headers: { "X-ClickHouse-Database": "f" },
  });
  expect(await result.json()).toEqual([
    { a: 1, s: "o'ne\\" },
    { a: 2, s: "two" },
  ]);
});

test("a statement may stand in the address, in the body, or begin in one and end in the other", async () => {
  const inAddress = await http.request({ method: "GET", path: "/?query=SELECT%201" });
  expect(await inAddress.body.text()).toBe("1\n");
  expect(await (await post("", "SELECT 2")).body.text()).toBe("2\n");
  expect(await (await post("query=SELECT", " 3")).body.text()).toBe("3\n");
});

test("the format comes from the statement, else from default_format", async () => {
  expect(await (await post("default_format=JSONEachRow", "SELECT 1 AS a")).body.text()).toBe('{"a":1}\n');
  expect(await (await post("default_format=JSONEachRow", "SELECT 1 AS a FORMAT CSV")).body.text()).toBe("1\n");
});

test("settings reach the engine and end with the request; one it does not know is its error", async () => {
  const asked = "SELECT getSetting('max_threads') AS t";
  expect(await (await post("max_threads=1", asked)).body.text()).toBe("1\n");
  expect(await (await post("", asked)).body.text()).not.toBe("1\n");
  const unknown = await post("no_such_setting=1", asked);
  expect(unknown.statusCode).toBe(400);
  expect(unknown.headers["x-clickhouse-exception-code"]).toBe("115");
  expect(await unknown.body.text()).toContain("no_such_setting");
});

test("an error carries the engine's code, text and a status", async () => {
  const answer = await post("", "SELECT * FROM f.nothing");
  expect(answer.statusCode).toBe(404);
  expect(answer.headers["x-clickhouse-exception-code"]).toBe("60");
  expect(await answer.body.text()).toMatch(/^Code: 60\. DB::Exception: .*\(UNKNOWN_TABLE\)/);
});

test("a GET only reads", async () => {
  const answer = await http.request({ method: "GET", path: "/?query=DROP%20TABLE%20f.n" });
  expect(answer.statusCode).toBe(403);
  expect(answer.headers["x-clickhouse-exception-code"]).toBe("164");
  await answer.body.dump();
});

test("a statement over its max_execution_time is ended by the engine", async () => {
  const answer = await post("max_execution_time=0.1", "SELECT count() FROM numbers(1e15) WHERE sipHash64(number) = 1");
  expect(answer.statusCode).toBe(408);
  expect(answer.headers["x-clickhouse-exception-code"]).toBe("159");
  await answer.body.dump();
});

test.each([
  ["gzip", gzipSync(rows([10, "zip"]))],
  ["zstd", zstdCompressSync(rows([10, "zip"]))],
])("a body may be compressed with %s", async (encoding, body) => {
  const answer = await post(INSERT, body, { "content-encoding": encoding });
  expect(answer.statusCode).toBe(200);
  await answer.body.dump();
  expect(await (await post("", "SELECT s FROM f.n WHERE a = 10 LIMIT 1")).body.text()).toBe("zip\n");
});

test("a cut or damaged body inserts nothing and leaves nothing behind", async () => {
  const cut = await post(INSERT, rows([20, "twenty"]).subarray(0, 8));
  expect(cut.statusCode).toBe(400);
  await cut.body.dump();
  const damaged = await post(INSERT, gzipSync(rows([20, "twenty"])).subarray(0, 20), { "content-encoding": "gzip" });
  expect(damaged.statusCode).toBe(500);
  await damaged.body.dump();
  expect(await (await post("", "SELECT count() FROM f.n WHERE a = 20")).body.text()).toBe("0\n");
  expect(await readdir(join(dir, "spool"))).toEqual([]);
});

test("a body of exactly the limit is taken, one byte more is refused, inflated bytes counting", async () => {
  const exact = await post(INSERT, gzipSync(filled(10_000)), { "content-encoding": "gzip" });
  expect(exact.statusCode).toBe(200);
  await exact.body.dump();
  const over = await post(INSERT, gzipSync(Buffer.concat([filled(10_000), Buffer.alloc(1)])), {
    "content-encoding": "gzip",
  });
  expect(over.statusCode).toBe(413);
  await over.body.dump();
  const text = await post("", "SELECT 1".padEnd(2_001));
  expect(text.statusCode).toBe(413);
  await text.body.dump();
});

test("more requests than may run and wait are refused at once with the engine's own code", async () => {
  const answers = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const own = new HttpClient("http://facts", { socketPath: join(dir, "s") });
      const { statusCode, headers, body } = await own.request({ method: "GET", path: "/?query=SELECT%20sleep(0.3)" });
      await body.dump();
      await own.close();
      return [statusCode, headers["x-clickhouse-exception-code"]];
    }),
  );
  expect(answers.filter(([status]) => status === 200)).toHaveLength(3);
  expect(answers.filter(([status]) => status !== 200)).toEqual([[503, "202"]]);
});

test("what is not spoken here is refused by name", async () => {
  const session = await post("session_id=1", "SELECT 1");
  expect(session.statusCode).toBe(501);
  expect(await session.body.text()).toContain("session");
  const lz4 = await post(INSERT, "x", { "content-encoding": "lz4" });
  expect(lz4.statusCode).toBe(415);
  await lz4.body.dump();
});
