import { SpanStatusCode, trace } from "@opentelemetry/api";
import type { Pool, PoolClient } from "pg";
import { sqlFile } from "../../database/sql.ts";

const begin = sqlFile(import.meta.url, "begin.sql");
const commit = sqlFile(import.meta.url, "commit.sql");
const rollback = sqlFile(import.meta.url, "rollback.sql");
const insertEntity = sqlFile(import.meta.url, "insert-entity.sql");
const insertRelationships = sqlFile(import.meta.url, "insert-relationships.sql");
const insertEvent = sqlFile(import.meta.url, "insert-event.sql");

const tracer = trace.getTracer("example.entity-link");

export interface NewEntity {
  caseId: number;
  kind: string;
  name: string;
  relatedTo: { entityId: number; kind: string }[];
}

/** The entity, its links and a line in the case's history: all or nothing. Measured as one step of the journey. */
export function writeRelationships(database: Pool, tenantId: number, entity: NewEntity): Promise<number> {
  return tracer.startActiveSpan("relationships.write", async (span) => {
    try {
      return await inTransaction(database, (client) => write(client, tenantId, entity));
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

async function write(client: PoolClient, tenantId: number, entity: NewEntity): Promise<number> {
  const { caseId, kind, name, relatedTo } = entity;
  const { rows } = await client.query<{ id: number }>(insertEntity, [tenantId, caseId, kind, name]);
  const id = rows[0]?.id ?? 0;
  const relatedIds = relatedTo.map((related) => related.entityId);
  const kinds = relatedTo.map((related) => related.kind);
  await client.query(insertRelationships, [tenantId, caseId, id, relatedIds, kinds]);
  await client.query(insertEvent, [tenantId, caseId, id, name]);
  return id;
}

async function inTransaction<T>(database: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await database.connect();
  let failure: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query(commit);
    return result;
  } catch (error) {
    // A connection whose rollback failed is in an unknown state: release(error) throws it away.
    await client.query(rollback).catch((rollbackError: Error) => (failure = rollbackError));
    throw error;
  } finally {
    client.release(failure);
  }
}
