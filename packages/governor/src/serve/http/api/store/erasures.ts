import { randomBytes } from "node:crypto";

import { LIMITS, SCHEMA_VERSION, type ErasuresResponse } from "@governor/contract";
import { z } from "zod";
import { demandSecond } from "../../../../records/decision/second.ts";
import { decideErasure, listErasures, proposeErasure } from "../../../../records/erasure/erasure.ts";
import { rowLimit } from "../../period.ts";
import { erasuresResponse } from "../../schema/erasure.ts";
import { apiRoutes } from "../routes.ts";

const tenant = z.string().min(1).max(LIMITS.tagBytes);
const params = z.object({ id: z.uuid() });

export const erasureRoutes = apiRoutes((app, context) => {
  app.get(
    "/store/erasures",
    {
      config: { permission: "admin" },
      schema: {
        summary: "Erasures of tenants, newest first, with their proofs",
        tags: ["store"],
        querystring: z.strictObject({ limit: rowLimit(100) }),
        response: { 200: erasuresResponse },
      },
    },
    async (request): Promise<ErasuresResponse> => ({
      schemaVersion: SCHEMA_VERSION,
      erasures: await listErasures(context.state, request.query.limit),
    }),
  );
  app.post(
    "/store/erasures",
    {
      config: { permission: "own" },
      schema: {
        summary: "Ask for the erasure of a tenant; a second person approves it",
        tags: ["store"],
        body: z.strictObject({ tenant, reason: z.string().trim().min(1).max(2_000) }),
        response: { 201: erasuresResponse },
      },
    },
    async (request, reply) => {
      const { reason } = request.body;
      const erasure = await proposeErasure(context.state, {
        tenant: request.body.tenant,
        reason: reason.replaceAll(request.body.tenant, "(the tenant)"),
        salt: randomBytes(16).toString("hex"),
        actor: request.principal.actor,
        nowMs: context.nowMs(),
      });
      return reply.status(201).send({ schemaVersion: SCHEMA_VERSION, erasures: [erasure] });
    },
  );
});

/** What a second owner does with one. */
export const erasureDecisionRoutes = apiRoutes((app, context) => {
  app.post(
    "/store/erasures/:id/approve",
    {
      config: { permission: "own" },
      schema: {
        summary: "Approve an erasure as the second person, naming the tenant again; it begins at once",
        tags: ["store"],
        params,
        body: z.strictObject({ tenant }),
        response: { 202: erasuresResponse },
      },
    },
    async (request, reply) => {
      const { actor } = request.principal;
      const erasure = await context.upkeep.erase(request.body.tenant, (wanted) =>
        decideErasure(context.state, request.params.id, {
          outcome: "running",
          tenant: wanted,
          actor,
          nowMs: context.nowMs(),
          check: (queries, proposedBy) => demandSecond(queries, proposedBy, actor),
        }),
      );
      return reply.status(202).send({ schemaVersion: SCHEMA_VERSION, erasures: [erasure] });
    },
  );
  app.post(
    "/store/erasures/:id/refuse",
    {
      config: { permission: "own" },
      schema: {
        summary: "Refuse an erasure, or take back one's own",
        tags: ["store"],
        params,
        response: { 200: erasuresResponse },
      },
    },
    async (request): Promise<ErasuresResponse> => {
      const { erasure } = await decideErasure(context.state, request.params.id, {
        outcome: "refused",
        tenant: null,
        actor: request.principal.actor,
        nowMs: context.nowMs(),
        check: async () => {},
      });
      return { schemaVersion: SCHEMA_VERSION, erasures: [erasure] };
    },
  );
});
