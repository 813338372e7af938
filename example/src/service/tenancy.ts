import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import { sqlFile } from "../database/sql.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The customer this request may see; every statement is bound to it. */
    tenantId: number;
  }
}

const readTenants = sqlFile(import.meta.url, "tenants.sql");

/** Refuses requests whose `x-tenant` header names no customer. (A real service would read it from a session.) */
export async function requireTenant(app: FastifyInstance, database: Pool): Promise<void> {
  const { rows } = await database.query<{ id: number; slug: string }>(readTenants);
  const idBySlug = new Map(rows.map((row) => [row.slug, row.id]));
  app.decorateRequest("tenantId", 0);
  app.addHook("onRequest", async (request, reply) => {
    const id = idBySlug.get(String(request.headers["x-tenant"] ?? ""));
    if (id === undefined) return reply.code(401).send({ error: "The header x-tenant names no customer." });
    request.tenantId = id;
  });
}
