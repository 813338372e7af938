import { randomBytes } from "node:crypto";
import { SCHEMA_VERSION, type KeyCreated, type KeysResponse } from "@governor/contract";
import { z } from "zod";
import { createKey, listKeys, revokeKey } from "../../../records/key/key.ts";
import { keyCreated, keysResponse, role } from "../schema/responses.ts";
import { apiRoutes } from "./routes.ts";

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
        body: z.strictObject({ name: z.string().min(1).max(100), role }),
        response: { 201: keyCreated },
      },
    },
    async (request, reply) => {
      const { name, role: wantedRole } = request.body;
      const actor = request.principal.actor;
      const made = await createKey(context.state, {
        name,
        role: wantedRole,
        actor,
        random: randomBytes(24),
        nowMs: context.nowMs(),
      });
      context.keys.reload();
      const body: KeyCreated = { schemaVersion: SCHEMA_VERSION, ...made };
      return reply.status(201).header("cache-control", "no-store").send(body);
    },
  );
  app.delete(
    "/keys/:id",
    {
      config: { permission: "admin" },
      schema: {
        summary: "Revoke a key",
        tags: ["keys"],
        params: z.object({ id: z.uuid() }),
        response: { 200: keysResponse },
      },
    },
    async (request): Promise<KeysResponse> => {
      const key = await revokeKey(context.state, request.params.id, request.principal.actor, context.nowMs());
      context.keys.reload();
      return { schemaVersion: SCHEMA_VERSION, keys: [key] };
    },
  );
});
