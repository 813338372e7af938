import { SCHEMA_VERSION, type SessionResponse } from "@governor/contract";
import { z } from "zod";
import { GovernorError } from "../../../errors.ts";
import type { Principal } from "../../../records/key/ring.ts";
import { arrivedBy, sessionCookie } from "../access.ts";
import { sessionResponse } from "../schema/key.ts";
import { apiRoutes } from "./routes.ts";

/** How a browser signs in where requests need a key: the key goes into a cookie that no script can read and no other site can send. */
export const sessionRoutes = apiRoutes((app, context) => {
  app.get(
    "/session",
    {
      config: { permission: "read" },
      schema: { summary: "Who asks", tags: ["session"], response: { 200: sessionResponse } },
    },
    async (request): Promise<SessionResponse> => bodyOf(request.principal, arrivedBy(request)),
  );
  app.post(
    "/session",
    {
      config: { permission: "none" },
      schema: {
        summary: "Sign a browser in with a key",
        tags: ["session"],
        body: z.strictObject({ key: z.string().min(1).max(200) }),
        response: { 200: sessionResponse },
      },
    },
    async (request, reply) => {
      const secret = request.body.key.trim();
      const principal = await context.keys.find(secret);
      if (principal === null) {
        throw new GovernorError(context.attempts.failed(request.ip) ? "auth.unknown-key" : "auth.too-many");
      }
      const cookie = sessionCookie(secret, request.protocol === "https");
      return reply.header("set-cookie", cookie).header("cache-control", "no-store").send(bodyOf(principal, "cookie"));
    },
  );
  app.delete(
    "/session",
    {
      config: { permission: "none" },
      schema: { summary: "Sign the browser out", tags: ["session"], response: { 204: z.null() } },
    },
    async (request, reply) =>
      reply
        .header("set-cookie", sessionCookie("", request.protocol === "https"))
        .status(204)
        .send(null),
  );
});

function bodyOf(principal: Principal, by: SessionResponse["by"]): SessionResponse {
  return { schemaVersion: SCHEMA_VERSION, role: principal.role, principal, by };
}
