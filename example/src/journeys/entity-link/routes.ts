import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import { sqlFile } from "../../database/sql.ts";
import { writeRelationships, type NewEntity } from "./write.ts";

const readCaseExists = sqlFile(import.meta.url, "case-exists.sql");
const similarEntities = sqlFile(import.meta.url, "similar-entities.sql");
const caseEntities = sqlFile(import.meta.url, "case-entities.sql");
const caseRelationships = sqlFile(import.meta.url, "case-relationships.sql");

const id = { type: "integer", minimum: 1, maximum: 2_147_483_647 } as const;

const newEntity = {
  type: "object",
  additionalProperties: false,
  required: ["caseId", "kind", "name", "relatedTo"],
  properties: {
    caseId: id,
    kind: { type: "string", enum: ["person", "company", "account", "vehicle", "phone"] },
    name: { type: "string", minLength: 1, maxLength: 200 },
    relatedTo: {
      type: "array",
      maxItems: 20,
      items: {
        type: "object",
        additionalProperties: false,
        required: ["entityId", "kind"],
        properties: { entityId: id, kind: { type: "string", minLength: 1, maxLength: 50 } },
      },
    },
  },
} as const;

/** The journey "link an entity": the form's submit, with the relationships written in one transaction. */
export function entityLinkRoutes(app: FastifyInstance, database: Pool): void {
  app.post<{ Body: NewEntity }>("/api/entities", { schema: { body: newEntity } }, async (request, reply) => {
    const { caseId, kind, name } = request.body;
    const found = await database.query(readCaseExists, [request.tenantId, caseId]);
    if (!found.rows[0]) return reply.code(404).send({ error: `There is no case ${caseId}.` });
    const similar = await database.query(similarEntities, [request.tenantId, caseId, kind, name]);
    const entityId = await writeRelationships(database, request.tenantId, request.body);
    return reply.code(201).send({ id: entityId, similar: similar.rows });
  });

  // Also what cases-api asks for when it draws the graph.
  app.get<{ Params: { id: number } }>(
    "/api/cases/:id/entities",
    { schema: { params: { type: "object", properties: { id } } } },
    async (request) => {
      const values = [request.tenantId, request.params.id];
      const entities = await database.query(caseEntities, values);
      const relationships = await database.query(caseRelationships, values);
      return { entities: entities.rows, relationships: relationships.rows };
    },
  );
}
