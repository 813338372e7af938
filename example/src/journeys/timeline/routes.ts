import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import { sqlFile } from "../../database/sql.ts";
import type { FaultWatch } from "../../faults/faults.ts";
import { ReadCache } from "../../service/cache.ts";
import { recordLookup } from "../../service/measures.ts";

const PAGE_SIZE = 200;

const readEvents = sqlFile(import.meta.url, "events.sql");
const countByDay = sqlFile(import.meta.url, "count-by-day.sql");
const lastSightings = sqlFile(import.meta.url, "last-sightings.sql");
const caseMedia = sqlFile(import.meta.url, "case-media.sql");
const readBlob = sqlFile(import.meta.url, "read-blob.sql");
const readMedia = sqlFile(import.meta.url, "read-media.sql");

const compress = promisify(gzip);

const idParams = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "integer", minimum: 1, maximum: 2_147_483_647 } },
} as const;

interface MediaRow {
  name: string;
  contentType: string;
  blobId: number;
}

/** A file as it is sent, and the digest of what is stored. */
interface Exhibit {
  digest: string;
  body: Buffer;
}

/** The journey "read a case's timeline": the events with what each entity did last, then an exhibit. */
export function timelineRoutes(app: FastifyInstance, database: Pool, faults: FaultWatch): void {
  // Files are the same for everybody who may see them; who may is asked each time.
  const exhibits = new ReadCache<Exhibit>({ entriesMax: 200, ttlMs: 300_000, isOff: () => faults.isOn("cache-off") });

  app.get<{ Params: { id: number } }>("/api/cases/:id/timeline", { schema: { params: idParams } }, async (request) => {
    const values = [request.tenantId, request.params.id];
    const events = await database.query(readEvents, [...values, PAGE_SIZE]);
    const days = await database.query(countByDay, values);
    const sightings = await database.query(lastSightings, values);
    const media = await database.query(caseMedia, values);
    return { events: events.rows, days: days.rows, lastSightings: sightings.rows, media: media.rows };
  });

  app.get<{ Params: { id: number } }>("/api/media/:id", { schema: { params: idParams } }, async (request, reply) => {
    const { rows } = await database.query<MediaRow>(readMedia, [request.tenantId, request.params.id]);
    const media = rows[0];
    if (!media) return reply.code(404).send({ error: `There is no exhibit ${request.params.id}.` });
    const { value: exhibit, isHit } = await exhibits.read(`${media.blobId}`, () => loadExhibit(database, media.blobId));
    recordLookup(request, isHit);
    return reply
      .header("content-type", media.contentType)
      .header("content-encoding", "gzip")
      .header("repr-digest", `sha-256=:${exhibit.digest}:`)
      .send(exhibit.body);
  });
}

/** Exhibits are evidence: the digest of what is stored goes with every copy. */
async function loadExhibit(database: Pool, blobId: number): Promise<Exhibit> {
  const { rows } = await database.query<{ content: Buffer }>(readBlob, [blobId]);
  const content = rows[0]?.content ?? Buffer.alloc(0);
  return { digest: createHash("sha256").update(content).digest("base64"), body: await compress(content) };
}
