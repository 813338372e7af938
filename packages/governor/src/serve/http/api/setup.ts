import { randomBytes } from "node:crypto";
import { SCHEMA_VERSION, type KeyCreated } from "@governor/contract";
import { z } from "zod";
import { GovernorError } from "../../../errors.ts";
import { sessionCookie } from "../access.ts";
import { keyCreated, keyName } from "../schema/key.ts";
import { apiRoutes } from "./routes.ts";

/** The first owner's key, for who holds the link that `governor up` printed. It signs the browser in at once. */
export const setupRoutes = apiRoutes((app, context) => {
  app.post(
    "/setup",
    {
      config: { permission: "none" },
      schema: {
        summary: "Exchange the set-up link's token, once, for an owner's key",
        tags: ["session"],
        body: z.strictObject({ token: z.string().min(1).max(200), name: keyName }),
        response: { 201: keyCreated },
      },
    },
    async (request, reply) => {
      const { token, name } = request.body;
      const wanted = { name, random: randomBytes(24), nowMs: context.nowMs() };
      const made = await context.setup.exchange(token, wanted).catch((error: unknown) => {
        const isWrong = error instanceof GovernorError && error.code === "setup.wrong-token";
        throw isWrong && !context.attempts.failed(request.ip) ? new GovernorError("auth.too-many") : error;
      });
      context.keys.reload();
      const body: KeyCreated = { schemaVersion: SCHEMA_VERSION, ...made };
      return reply
        .status(201)
        .header("set-cookie", sessionCookie(made.secret, request.protocol === "https"))
        .header("cache-control", "no-store")
        .send(body);
    },
  );
});
