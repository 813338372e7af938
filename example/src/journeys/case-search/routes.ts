import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import { sqlFile } from "../../database/sql.ts";
import type { FaultWatch } from "../../faults/faults.ts";
import { ReadCache } from "../../service/cache.ts";
import { recordLookup } from "../../service/measures.ts";
import { getJson } from "../../service/peer.ts";
import { loadDetailsBatched, loadDetailsOneByOne, type CaseRow, type View } from "./details.ts";

/** Cases on a page: as an investigator scrolls it, and as a lead surveys a team. */
const PAGE_SIZE: Record<View, number> = { list: 50, team: 200 };

const searchCases = sqlFile(import.meta.url, "search.sql");
const countByStatus = sqlFile(import.meta.url, "count-by-status.sql");
const readCase = sqlFile(import.meta.url, "read-case.sql");
const attachments = sqlFile(import.meta.url, "attachments.sql");
const relatedCases = sqlFile(import.meta.url, "related-cases.sql");

const searchQuery = {
  type: "object",
  additionalProperties: false,
  required: ["q"],
  properties: {
    q: { type: "string", minLength: 2, maxLength: 100 },
    status: { type: "string", enum: ["open", "waiting", "closed"] },
    view: { type: "string", enum: ["list", "team"], default: "list" },
  },
} as const;

const idParams = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "integer", minimum: 1, maximum: 2_147_483_647 } },
} as const;

/** The journey "find a case and see how it hangs together": the search, then the case's graph. */
export function caseSearchRoutes(
  app: FastifyInstance,
  database: Pool,
  faults: FaultWatch,
  entitiesApiUrl: string,
): void {
  // How many cases stand where changes slowly, and walking all of them is the search's dearest statement.
  const facetsOf = new ReadCache<object[]>({ entriesMax: 100, ttlMs: 10_000, isOff: () => faults.isOn("cache-off") });

  app.get<{ Querystring: { q: string; status?: string; view: View } }>(
    "/api/cases/search",
    { schema: { querystring: searchQuery } },
    async (request) => {
      const { q, status, view } = request.query;
      const found = await database.query<CaseRow>(searchCases, [request.tenantId, q, status ?? null, PAGE_SIZE[view]]);
      const loadDetails = faults.isOn("n-plus-one") ? loadDetailsOneByOne : loadDetailsBatched;
      const cases = await loadDetails(database, request.tenantId, found.rows, view, () => request.socket.destroyed);
      const facets = await facetsOf.read(`${request.tenantId}`, async () => {
        return (await database.query(countByStatus, [request.tenantId])).rows;
      });
      recordLookup(request, facets.isHit);
      const fat = faults.isOn("fat-payload") ? await database.query(attachments, [cases.map((row) => row.id)]) : null;
      return { cases, byStatus: facets.value, ...(fat && { attachments: fat.rows }) };
    },
  );

  app.get<{ Params: { id: number } }>(
    "/api/cases/:id/graph",
    { schema: { params: idParams } },
    async (request, reply) => {
      const { id } = request.params;
      const found = await database.query(readCase, [request.tenantId, id]);
      if (!found.rows[0]) return reply.code(404).send({ error: `There is no case ${id}.` });
      const [graph, related] = await Promise.all([
        getJson<object>(`${entitiesApiUrl}/api/cases/${id}/entities`, {
          "x-tenant": String(request.headers["x-tenant"]),
        }),
        database.query(relatedCases, [request.tenantId, id]),
      ]);
      return { case: found.rows[0], ...graph, relatedCases: related.rows };
    },
  );
}
