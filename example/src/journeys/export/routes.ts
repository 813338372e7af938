import { Readable } from "node:stream";
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import { sqlFile } from "../../database/sql.ts";

const caseExists = sqlFile(import.meta.url, "case-exists.sql");
const enqueue = sqlFile(import.meta.url, "enqueue.sql");
const readExport = sqlFile(import.meta.url, "read-export.sql");
const readChunk = sqlFile(import.meta.url, "read-chunk.sql");

const tracer = trace.getTracer("example.export");

const id = { type: "integer", minimum: 1, maximum: 2_147_483_647 } as const;
const idParams = { type: "object", required: ["id"], properties: { id } } as const;
const newExport = { type: "object", additionalProperties: false, required: ["caseId"], properties: { caseId: id } };

interface ExportRow {
  id: number;
  status: "queued" | "done" | "failed";
  sizeBytes: number | null;
  chunkCount: number | null;
}

/** The journey "export a case's file": asked for and acknowledged, built by exports-worker, then downloaded. */
export function exportRoutes(app: FastifyInstance, database: Pool): void {
  app.post<{ Body: { caseId: number } }>("/api/exports", { schema: { body: newExport } }, async (request, reply) => {
    const { caseId } = request.body;
    const found = await database.query(caseExists, [request.tenantId, caseId]);
    if (!found.rows[0]) return reply.code(404).send({ error: `There is no case ${caseId}.` });
    return reply.code(202).send({ id: await enqueueExport(database, request.tenantId, caseId) });
  });

  app.get<{ Params: { id: number } }>("/api/exports/:id", { schema: { params: idParams } }, async (request, reply) => {
    const { rows } = await database.query<ExportRow>(readExport, [request.tenantId, request.params.id]);
    if (!rows[0]) return reply.code(404).send({ error: `There is no export ${request.params.id}.` });
    return { id: rows[0].id, status: rows[0].status };
  });

  app.get<{ Params: { id: number } }>(
    "/api/exports/:id/file",
    { schema: { params: idParams } },
    async (request, reply) => {
      const file = await startDownload(database, request.tenantId, request.params.id);
      if (!file) return reply.code(404).send({ error: `There is no finished export ${request.params.id}.` });
      return reply
        .header("content-type", "text/csv; charset=utf-8")
        .header("content-encoding", "gzip")
        .header("content-length", file.sizeBytes)
        .send(file.content);
    },
  );
}

/** Puts the job into the queue with the context it was asked in. Measured as one step of the journey. */
function enqueueExport(database: Pool, tenantId: number, caseId: number): Promise<number> {
  const attributes = { "messaging.system": "postgresql", "messaging.destination.name": "exports" };
  return tracer.startActiveSpan("export.enqueue", { kind: SpanKind.PRODUCER, attributes }, async (span) => {
    try {
      const carrier: Record<string, string> = {};
      propagation.inject(context.active(), carrier);
      const values = [tenantId, caseId, Date.now(), JSON.stringify(carrier)];
      const { rows } = await database.query<{ id: number }>(enqueue, values);
      return rows[0]?.id ?? 0;
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Up to the first bytes, which is what a user waits for; the rest is read as the connection takes it. */
function startDownload(
  database: Pool,
  tenantId: number,
  exportId: number,
): Promise<{ sizeBytes: number; content: Readable } | null> {
  return tracer.startActiveSpan("export.download_start", async (span) => {
    try {
      const { rows } = await database.query<ExportRow>(readExport, [tenantId, exportId]);
      const { status, sizeBytes, chunkCount } = rows[0] ?? {};
      if (status !== "done" || !sizeBytes || !chunkCount) return null;
      const first = await chunkOf(database, exportId, 0);
      return {
        sizeBytes,
        content: Readable.from(chunks(database, exportId, chunkCount, first), { objectMode: false }),
      };
    } finally {
      span.end();
    }
  });
}

async function* chunks(database: Pool, exportId: number, count: number, first: Buffer): AsyncGenerator<Buffer> {
  yield first;
  for (let ordinal = 1; ordinal < count; ordinal += 1) yield await chunkOf(database, exportId, ordinal);
}

async function chunkOf(database: Pool, exportId: number, ordinal: number): Promise<Buffer> {
  const { rows } = await database.query<{ content: Buffer }>(readChunk, [exportId, ordinal]);
  if (!rows[0]) throw new Error(`export ${exportId} has no chunk ${ordinal}`);
  return rows[0].content;
}
