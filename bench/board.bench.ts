import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EndpointOffendersResponse, TracesResponse } from "@governor/contract";
import { request } from "undici";
import { SILENT_LOG } from "../packages/governor/src/log.ts";
import { openFacts, type FactsHandle } from "../packages/governor/src/store/facts/open.ts";
import { SYSTEM_SCOPE } from "../packages/governor/src/store/scope.ts";
import { sqlFile } from "../packages/governor/src/store/sql.ts";
import { startServer, temporaryFolder } from "../test/system/server.ts";
import { exactQuantile, report, round } from "./measure.ts";

/**
 * How long the board's reads take over HTTP, at 10 million spans of 13 days (about what is kept of them), and how soon
 * the server is ready. BOARD_SPANS sets how many, BOARD_DATA a data folder that is kept and used again once it is filled.
 */
const SPANS = Number(process.env["BOARD_SPANS"] ?? 10_000_000);
const ROUNDS = Number(process.env["BOARD_ROUNDS"] ?? 30);
const DAYS = 13;
/** Spans of one statement: what the engine holds in memory stays small. */
const CHUNK = 1_000_000;
const BIG_TRACE_SPANS = 10_000;
const BIG_TRACE = "b16b00b5000000000000000000000001";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const FILL = sqlFile(import.meta.url, "board-spans.sql");
const BIG = sqlFile(import.meta.url, "board-trace.sql");
const SIZE = sqlFile(import.meta.url, "board-size.sql");
const CATALOG = fileURLToPath(new URL("board-catalog.yaml", import.meta.url));

const temporary = await temporaryFolder();
const dataDir = process.env["BOARD_DATA"] ?? join(temporary.path, "data");
await mkdir(dataDir, { recursive: true });
const filled = await fill(dataDir);
const { engineFloorMs, tables: tableSizes } = await floors(dataDir);

const started = performance.now();
const server = await startServer(dataDir, ["--catalog", CATALOG, "--log-level", "error", "--judge-interval", "1h"]);
const readyMs = round(performance.now() - started, 0);
const reads: Record<string, { p50: number; p95: number; bytes: number; n: number }> = {};
const someTrace = (await api<TracesResponse>("/traces?from=now-1h&limit=1")).traces[0]?.traceId ?? BIG_TRACE;
const offender = (await api<EndpointOffendersResponse>("/offenders/endpoints?from=now-1h&limit=1")).endpoints[0];
for (const [name, path] of [
  ["status", "/status"],
  ["trace", `/traces/${someTrace}`],
  ["trace of 10,000 spans", `/traces/${BIG_TRACE}`],
  ["outline of 10,000 spans", `/traces/${BIG_TRACE}/outline`],
  ...["1h", "24h", "30d"].flatMap((length) => [
    [`journeys ${length}`, `/journeys?from=now-${length}`],
    [`offenders ${length}`, `/offenders/endpoints?from=now-${length}&limit=100`],
    [`offenders of a tenant ${length}`, `/offenders/endpoints?from=now-${length}&limit=100&tenant=tenant-3`],
    [`traces ${length}`, `/traces?from=now-${length}&limit=50`],
    [
      `slowest traces of an endpoint ${length}`,
      `/traces?from=now-${length}&limit=50&sort=slowest&service=${offender?.service}&endpoint=${encodeURIComponent(offender?.endpoint ?? "")}`,
    ],
    [`values of tenant ${length}`, `/values?tag=tenant&from=now-${length}`],
    [`releases ${length}`, `/releases?from=now-${length}`],
  ]),
] as [string, string][]) {
  reads[name] = await measure(path);
}
await server.end("SIGTERM");
await temporary.remove();
const worst = Math.max(...Object.values(reads).map(({ p95 }) => p95));
report("board", { spans: filled, days: DAYS, readyMs, engineFloorMs, worstP95Ms: worst, reads, tables: tableSizes });

async function api<Answer>(path: string): Promise<Answer> {
  const response = await request(`${server.url}/api/v1${path}`);
  if (response.statusCode !== 200)
    throw new Error(`${path} gave ${response.statusCode}: ${await response.body.text()}`);
  return (await response.body.json()) as Answer;
}

/** One after the other: what one person at the board waits for. */
async function measure(path: string): Promise<{ p50: number; p95: number; bytes: number; n: number }> {
  const latenciesMs: number[] = [];
  let bytes = 0;
  for (let i = -2; i < ROUNDS; i++) {
    const begun = performance.now();
    const response = await request(`${server.url}/api/v1${path}`);
    const body = await response.body.arrayBuffer();
    if (response.statusCode !== 200) throw new Error(`${path} gave ${response.statusCode}`);
    if (i >= 0) latenciesMs.push(performance.now() - begun);
    bytes = body.byteLength;
  }
  return {
    p50: round(exactQuantile(latenciesMs, 0.5), 0),
    p95: round(exactQuantile(latenciesMs, 0.95), 0),
    bytes,
    n: ROUNDS,
  };
}

/** Fills an empty store; gives how many spans there are. */
async function fill(folder: string): Promise<number> {
  await using facts = closing(await openFacts({ dataDir: folder, log: SILENT_LOG }));
  const nowMs = Date.now();
  const chunks = Math.max(DAYS, Math.ceil(SPANS / CHUNK));
  if ((await storedSpans(facts.handle)) < SPANS / 2) {
    for (let i = 0; i < chunks; i++) {
      const toMs = nowMs - (i * DAYS * DAY_MS) / chunks;
      await facts.handle.client.command(FILL, {
        seed: i,
        from_ms: Math.round(toMs - (DAYS * DAY_MS) / chunks),
        to_ms: Math.round(toMs),
        span_count: Math.round(SPANS / chunks),
        with_attributes: SPANS <= 10_000_000,
      });
      process.stderr.write(`filled ${i + 1}/${chunks}\n`);
    }
    await facts.handle.client.command(BIG, { trace_id: BIG_TRACE, at_ms: nowMs, span_count: BIG_TRACE_SPANS });
  }
  return await storedSpans(facts.handle);
}

async function storedSpans(facts: FactsHandle): Promise<number> {
  const rows = await facts.read<{ table: string; row_count: number }>(SIZE, {}, SYSTEM_SCOPE);
  return rows.find(({ table }) => table === "spans")?.row_count ?? 0;
}

/** The engine asked for nothing, over the same driver and socket. */
async function floors(folder: string): Promise<{ engineFloorMs: number; tables: object }> {
  await using facts = closing(await openFacts({ dataDir: folder, log: SILENT_LOG }));
  const latenciesMs: number[] = [];
  for (let i = 0; i < 50; i++) {
    const begun = performance.now();
    await facts.handle.ping(5_000);
    latenciesMs.push(performance.now() - begun);
  }
  const rows = await facts.handle.read<{ table: string; row_count: number; size_bytes: number }>(
    SIZE,
    {},
    SYSTEM_SCOPE,
  );
  const tables = Object.fromEntries(
    rows.map(({ table, row_count, size_bytes }) => [table, { rows: row_count, bytes: size_bytes }]),
  );
  return { engineFloorMs: round(exactQuantile(latenciesMs, 0.5)), tables };
}

function closing(handle: FactsHandle): AsyncDisposable & { handle: FactsHandle } {
  return { handle, [Symbol.asyncDispose]: () => handle.close() };
}
