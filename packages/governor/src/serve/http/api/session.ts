import { SCHEMA_VERSION, type SessionResponse } from "@governor/contract";
import { z } from "zod";
import { GovernorError } from "../../../errors.ts";
import { sessionCookie } from "../access.ts";
import { sessionResponse } from "../schema/responses.ts";
import { apiRoutes } from "./routes.ts";

/** How a browser signs in where requests need a key: the key goes into a cookie that no script can read and no other site can send. */
export const sessionRoutes = apiRoutes((app, context) => {
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
      const principal = await context.keys.find(request.body.key.trim());
      if (principal === null) throw new GovernorError("auth.unknown-key");
      const body: SessionResponse = { schemaVersion: SCHEMA_VERSION, role: principal.role };
      const cookie = sessionCookie(request.body.key.trim(), request.protocol === "https");
      return reply.header("set-cookie", cookie).header("cache-control", "no-store").send(body);
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
