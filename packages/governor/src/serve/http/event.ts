import type { FastifyPluginAsync } from "fastify";
import { z } from "zod";
import { SCHEMA_VERSION, type EventAccepted } from "@governor/contract";
import { decodeEvent } from "../../intake/event/decode.ts";
import { GovernorError } from "../../errors.ts";
import { appendAudit } from "../../records/audit/append.ts";
import type { Scope } from "../../store/scope.ts";
import { scopeOf } from "./access.ts";
import type { ServerContext } from "./context.ts";
import { cloudEvent, plainEvent } from "./schema/event.ts";
import { errorBody } from "./schema/base.ts";
import { eventAccepted } from "./schema/responses.ts";

/** How long an answer waits for its event to become readable; it is safe on disk either way. */
const READABLE_WAIT_MS = 2_000;

/** `POST /v1/events`: deploys and other changes, as plain JSON or CloudEvents. */
export const eventRoutes: FastifyPluginAsync<{ context: ServerContext }> = async (app, { context }) => {
  app.addContentTypeParser(
    "application/cloudevents+json",
    { parseAs: "string" },
    app.getDefaultJsonParser("error", "error"),
  );
  app.post(
    "/v1/events",
    {
      config: { permission: "event" },
      schema: {
        summary: "Announce a deploy or another change",
        description:
          "Plain JSON (`kind`, `service`, `release`, …) or a CloudEvent (CDEvents service deployed, upgraded, rolledback).",
        tags: ["intake"],
        consumes: ["application/json", "application/cloudevents+json"],
        body: z.union([plainEvent, cloudEvent]),
        response: { 202: eventAccepted, "4xx": errorBody, "5xx": errorBody },
      },
      // The schema is for readers: the decoder knows both forms, and says better what is wrong with one.
      validatorCompiler: () => (value: unknown) => ({ value }),
    },
    async (request, reply) => {
      const event = decodeEvent(request.body, request.headers, context.nowMs());
      demandOwn(scopeOf(request), event.service);
      const { id } = await context.intake.events(event);
      await auditEvent(context, request.principal.actor, event, id);
      await context.intake.flush(READABLE_WAIT_MS);
      const body: EventAccepted = { schemaVersion: SCHEMA_VERSION, id };
      return reply.status(202).send(body);
    },
  );
};

/** A change of another team's service would be the suspect of that team's findings. */
function demandOwn({ services }: Scope, service: string): void {
  if (services !== "all" && !services.includes(service)) throw new GovernorError("auth.limited");
}

/** The event is stored by now, and a sender who was refused would send it again: without the state store only its line is missing. */
async function auditEvent(
  { state, log, nowMs }: ServerContext,
  actor: string,
  { kind, service, env, release }: ReturnType<typeof decodeEvent>,
  id: string,
): Promise<void> {
  const line = { actor, action: "event.announced", subject: `event:${id}`, details: { kind, service, env, release } };
  await appendAudit(state, { ...line, nowMs: nowMs() }).catch((error: unknown) =>
    log.error("audit.failed", { ...line, error }),
  );
}
