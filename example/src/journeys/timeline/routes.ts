import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import { sqlFile } from "../../database/sql.ts";

const PAGE_SIZE = 200;

const readEvents = sqlFile(import.meta.url, "events.sql");
const countByDay = sqlFile(import.meta.url, "count-by-day.sql");
const lastSightings = sqlFile(import.meta.url, "last-sightings.sql");
const caseMedia = sqlFile(import.meta.url, "case-media.sql");
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
  content: Buffer;
}

/** The journey "read a case's timeline": the events with what each entity did last, then an exhibit. */
export function timelineRoutes(app: FastifyInstance, database: Pool): void {
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
    // Exhibits are evidence: the digest of what is stored goes with every copy.
    const digest = createHash("sha256").update(media.content).digest("base64");
    const body = await compress(media.content);
    return reply
      .header("content-type", media.contentType)
      .header("content-encoding", "gzip")
      .header("repr-digest", `sha-256=:${digest}:`)
      .send(body);
  });
}
