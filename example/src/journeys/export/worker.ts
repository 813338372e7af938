import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from "@opentelemetry/api";
import type { FastifyInstance } from "fastify";
import type { Pool, PoolClient } from "pg";
import { sqlFile } from "../../database/sql.ts";

const IDLE_MS = 250;
const PRUNE_INTERVAL_MS = 60_000;
const ATTEMPTS_MAX = 3;
const CHUNK_BYTES = 64 * 1024;

const begin = sqlFile(import.meta.url, "begin.sql");
const commit = sqlFile(import.meta.url, "commit.sql");
const rollback = sqlFile(import.meta.url, "rollback.sql");
const claim = sqlFile(import.meta.url, "claim.sql");
const readRows = sqlFile(import.meta.url, "rows.sql");
const insertChunk = sqlFile(import.meta.url, "insert-chunk.sql");
const finish = sqlFile(import.meta.url, "finish.sql");
const fail = sqlFile(import.meta.url, "fail.sql");
const prune = sqlFile(import.meta.url, "prune.sql");

const compress = promisify(gzip);
const tracer = trace.getTracer("example.export");

interface Job {
  id: number;
  tenantId: number;
  caseId: number;
  attempts: number;
  requestedAtMs: number;
  traceContext: Record<string, string>;
}

/** Builds exports one at a time until the app closes; the job under way is finished first. */
export function runExportWorker(app: FastifyInstance, database: Pool): void {
  const stopping = new AbortController();
  const working = work(database, stopping.signal);
  app.addHook("onClose", async () => {
    stopping.abort();
    await working;
  });
}

async function work(database: Pool, signal: AbortSignal): Promise<void> {
  let prunedMs = 0;
  while (!signal.aborted) {
    let worked = false;
    try {
      worked = await workOnce(database);
      if (performance.now() - prunedMs > PRUNE_INTERVAL_MS) {
        await database.query(prune);
        prunedMs = performance.now();
      }
    } catch (error) {
      // The database may be away for a while: the next round asks again.
      console.error(JSON.stringify({ event: "export worker failed", reason: (error as Error).message }));
    }
    if (!worked) await delay(IDLE_MS, undefined, { signal }).catch(() => {});
  }
}

/** Takes one job and does it in the transaction that holds it; false when there was none. */
export async function workOnce(database: Pool): Promise<boolean> {
  const client = await database.connect();
  let failure: Error | undefined;
  try {
    await client.query(begin);
    const { rows } = await client.query<Job>(claim);
    const job = rows[0];
    if (job) await inJobSpan(job, () => attempt(client, job)).catch((error: Error) => giveBack(client, job, error));
    await client.query(commit);
    return job !== undefined;
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.release(failure);
  }
}

/**
 * The span of a job begins when it was asked for, in the trace of the request that asked: its length is what the user
 * waited, the queue included. An attempt that failed is a failed span, and the next one has its own.
 */
async function inJobSpan(job: Job, run: () => Promise<void>): Promise<void> {
  const parent = propagation.extract(ROOT_CONTEXT, job.traceContext);
  const attributes = {
    "messaging.system": "postgresql",
    "messaging.destination.name": "exports",
    "messaging.message.id": String(job.id),
    "export.attempt": job.attempts + 1,
  };
  const options = { kind: SpanKind.CONSUMER, startTime: job.requestedAtMs, attributes };
  const span: Span = tracer.startSpan("export.job", options, parent);
  try {
    await context.with(trace.setSpan(parent, span), run);
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    // An explicit start is of the wall clock, so the end has to be as well.
    span.end(Date.now());
  }
}

async function attempt(client: PoolClient, job: Job): Promise<void> {
  const { rows } = await client.query<Record<string, unknown>>(readRows, [job.tenantId, job.caseId]);
  const content = await compress(csvOf(rows));
  let ordinal = 0;
  for (let start = 0; start < content.length; start += CHUNK_BYTES) {
    await client.query(insertChunk, [job.id, ordinal, content.subarray(start, start + CHUNK_BYTES)]);
    ordinal += 1;
  }
  await client.query(finish, [job.id, ordinal, content.length]);
}

async function giveBack(client: PoolClient, job: Job, error: Error): Promise<void> {
  console.error(JSON.stringify({ event: "export failed", export: job.id, reason: error.message }));
  await client.query(rollback);
  await client.query(begin);
  await client.query(fail, [job.id, ATTEMPTS_MAX]);
}

function csvOf(rows: readonly Record<string, unknown>[]): string {
  const lines = rows.map((row) => Object.values(row).map(cellOf).join(","));
  return [Object.keys(rows[0] ?? {}).join(","), ...lines].join("\r\n");
}

function cellOf(value: unknown): string {
  const text = value instanceof Date ? value.toISOString() : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
