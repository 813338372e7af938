import { randomBytes } from "node:crypto";
import { LIMITS, SCHEMA_VERSION, type Key, type KeysResponse } from "@governor/contract";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { getDecision, propose } from "../../../records/decision/decision.ts";
import { isHigh } from "../../../records/key/grants.ts";
import { createKey, getKey, listKeys, revokeKey, rotateKey, type KeyWithSecret } from "../../../records/key/key.ts";
import type { Principal } from "../../../records/key/ring.ts";
import { KEY_REVOKE } from "../../decision.ts";
import { demand } from "../access.ts";
import { decisionResponse } from "../schema/decision.ts";
import { keyCreated, keyName, keysResponse, role, wantedReach } from "../schema/key.ts";
import { apiRoutes } from "./routes.ts";

const params = z.object({ id: z.uuid() });

export const keyRoutes = apiRoutes((app, context) => {
  app.get(
    "/keys",
    {
      config: { permission: "admin" },
      schema: { summary: "All keys, without their secrets", tags: ["keys"], response: { 200: keysResponse } },
    },
    async (): Promise<KeysResponse> => ({ schemaVersion: SCHEMA_VERSION, keys: await listKeys(context.state) }),
  );
  app.post(
    "/keys",
    {
      config: { permission: "admin" },
      schema: {
        summary: "Make a key; this answer alone holds its secret",
        tags: ["keys"],
        body: z.strictObject({ name: keyName, role, tenants: wantedReach, teams: wantedReach }),
        response: { 201: keyCreated },
      },
    },
    async (request, reply) => {
      const { principal, body } = request;
      if (isHigh(body.role)) demand(principal, "own");
      const by = { actor: principal.actor, random: randomBytes(24), nowMs: context.nowMs() };
      const made = await createKey(context.state, { ...body, ...by });
      context.keys.reload();
      return answerSecret(reply, made, 201);
    },
  );
});

/** Renewing and taking back. */
export const keyChangeRoutes = apiRoutes((app, context) => {
  app.post(
    "/keys/:id/rotate",
    {
      config: { permission: "admin" },
      schema: {
        summary: "Give a key a new secret; the old one works until the grace ends",
        tags: ["keys"],
        params,
        body: z.strictObject({ graceMs: z.int().min(0).max(LIMITS.keyGraceMs).default(DAY_MS) }).nullish(),
        response: { 200: keyCreated },
      },
    },
    async (request, reply) => {
      const key = await getKey(context.state, request.params.id);
      demandPower(request.principal, key);
      const { graceMs = DAY_MS } = request.body ?? {};
      const by = { actor: request.principal.actor, graceMs, random: randomBytes(24), nowMs: context.nowMs() };
      const made = await rotateKey(context.state, key, by);
      context.keys.reload();
      return answerSecret(reply, made, 200);
    },
  );
  app.post(
    "/keys/:id/revocation",
    {
      config: { permission: "admin" },
      schema: {
        summary: "Propose to revoke a key, an owner's too; a second admin or owner decides",
        tags: ["keys"],
        params,
        body: z.strictObject({ reason: z.string().trim().min(1).max(2_000) }),
        response: { 202: decisionResponse },
      },
    },
    async (request, reply) => {
      const { id } = await getKey(context.state, request.params.id);
      const nowMs = context.nowMs();
      const wanted = { kind: KEY_REVOKE, subject: `key:${id}`, reason: request.body.reason, nowMs };
      const decision = await context.state.transaction(async (queries) =>
        getDecision(queries, await propose(queries, { ...wanted, proposedBy: request.principal.actor }), nowMs),
      );
      return reply.status(202).send({ schemaVersion: SCHEMA_VERSION, decision });
    },
  );
  app.delete(
    "/keys/:id",
    {
      config: { permission: "admin" },
      schema: { summary: "Revoke a key", tags: ["keys"], params, response: { 200: keysResponse } },
    },
    async (request): Promise<KeysResponse> => {
      demandPower(request.principal, await getKey(context.state, request.params.id));
      const key = await revokeKey(context.state, request.params.id, request.principal.actor, context.nowMs());
      context.keys.reload();
      return { schemaVersion: SCHEMA_VERSION, keys: [key] };
    },
  );
});

const DAY_MS = 86_400_000;

/** Keys of owners and admins are an owner's business, but anybody may renew or give up their own. */
function demandPower(principal: Principal, key: Key): void {
  if (isHigh(key.role) && principal.actor !== `key:${key.id}`) demand(principal, "own");
}

function answerSecret(reply: FastifyReply, made: KeyWithSecret, status: number): FastifyReply {
  return reply
    .status(status)
    .header("cache-control", "no-store")
    .send({ schemaVersion: SCHEMA_VERSION, ...made });
}
