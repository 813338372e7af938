import {
  SCHEMA_VERSION,
  WEEKDAYS,
  type AlertMessagesResponse,
  type AlertRoute,
  type AlertRouteBody,
  type AlertRouteCreated,
  type AlertRoutesResponse,
  type AlertTestResponse,
  type QuietHours,
} from "@governor/contract";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import {
  addRoute,
  checkTarget,
  defaultName,
  findRoute,
  isTimezone,
  listMessages,
  listRoutes,
  minuteOfDay,
  removeRoute,
  testRoute,
} from "../../../act/alert/alert.ts";
import { GovernorError } from "../../../errors.ts";
import type { ServerContext } from "../context.ts";
import { rowLimit } from "../period.ts";
import {
  alertMessagesResponse,
  alertRouteBody,
  alertRouteCreated,
  alertRoutesResponse,
  alertTestResponse,
} from "../schema/alert.ts";
import { apiRoutes } from "./routes.ts";

const TAGS = ["alerts"];
const params = z.object({ id: z.uuid() });
/** Who may say where messages of this server go: its targets are asked for from inside the network it stands in. */
const config = { permission: "write" as const };

export const alertRoutes = apiRoutes((app, context) => {
  app.get("/alerts/routes", LIST, (request) => list(context, request));
  app.post("/alerts/routes", ADD, async (request, reply) => {
    const made = await add(context, request, request.body);
    return reply.status(201).header("cache-control", "no-store").send(made);
  });
  app.delete("/alerts/routes/:id", REMOVE, (request) => remove(context, request, request.params.id));
  app.post("/alerts/routes/:id/test", TEST, (request) => trial(context, request, request.params.id));
  app.get("/alerts/messages", MESSAGES, async (request): Promise<AlertMessagesResponse> => {
    const filter = { limit: request.query.limit, teams: request.principal.teams };
    return { schemaVersion: SCHEMA_VERSION, messages: await listMessages(context.state, filter) };
  });
});

const LIST = { config, schema: { summary: "Where alerts go", tags: TAGS, response: { 200: alertRoutesResponse } } };

const ADD = {
  config,
  schema: {
    summary: "Send alerts to a webhook, a chat or a mailbox; this answer alone holds a webhook's secret",
    tags: TAGS,
    body: alertRouteBody,
    response: { 201: alertRouteCreated },
  },
};

const REMOVE = {
  config,
  schema: {
    summary: "Remove a route, with everything that waits for it",
    tags: TAGS,
    params,
    response: { 200: alertRoutesResponse },
  },
};

const TEST = {
  config,
  schema: {
    summary: "Send a test to a route now",
    tags: TAGS,
    params,
    body: z.strictObject({}).nullish(),
    response: { 200: alertTestResponse },
  },
};

const MESSAGES = {
  config,
  schema: {
    summary: "Messages that were sent, wait or were given up, newest first",
    tags: TAGS,
    querystring: z.strictObject({ limit: rowLimit(50) }),
    response: { 200: alertMessagesResponse },
  },
};

async function list({ state, alerting, nowMs }: ServerContext, request: FastifyRequest): Promise<AlertRoutesResponse> {
  const routes = (await listRoutes(state, nowMs())).filter(({ team }) => reaches(request, team));
  const mailProblem = alerting.hasMail ? null : new GovernorError("alert.mail-unset").message;
  return { schemaVersion: SCHEMA_VERSION, routes, mailProblem };
}

async function add(context: ServerContext, request: FastifyRequest, body: AlertRouteBody): Promise<AlertRouteCreated> {
  const { state, alerting, nowMs } = context;
  const { kind, target, name = "", team = "", quiet } = body;
  demandReach(request, team);
  checkTarget(kind, target);
  if (kind === "email" && !alerting.hasMail) throw new GovernorError("alert.mail-unset");
  checkTeam(context, team);
  const wanted = { kind, target, name: name || defaultName(kind, target), team, quiet: quietOf(quiet) };
  const made = await addRoute(state, alerting.box, wanted, { actor: request.principal.actor, nowMs: nowMs() });
  return { schemaVersion: SCHEMA_VERSION, ...made };
}

async function remove(context: ServerContext, request: FastifyRequest, id: string): Promise<AlertRoutesResponse> {
  const route = await reachable(context, request, id);
  await removeRoute(context.state, id, { actor: request.principal.actor, nowMs: context.nowMs() });
  return { schemaVersion: SCHEMA_VERSION, routes: [route], mailProblem: null };
}

async function trial(context: ServerContext, request: FastifyRequest, id: string): Promise<AlertTestResponse> {
  await reachable(context, request, id);
  const { box, send, boardUrl } = context.alerting;
  const about = { boardUrl: boardUrl(), nowMs: context.nowMs() };
  const problem = await testRoute({ state: context.state, box, send }, id, about);
  return { schemaVersion: SCHEMA_VERSION, isSent: problem === null, error: problem ?? "" };
}

/** A key that is limited to teams sees, and makes, only their routes. */
function reaches({ principal }: FastifyRequest, team: string): boolean {
  return principal.teams === "all" || principal.teams.includes(team);
}

function demandReach(request: FastifyRequest, team: string): void {
  if (reaches(request, team)) return;
  const problem =
    team === "" ? "your key is for some teams only; say which with `team`" : `your key is not for ${team}`;
  throw new GovernorError("alert.invalid", { problem });
}

async function reachable(context: ServerContext, request: FastifyRequest, id: string): Promise<AlertRoute> {
  const route = await findRoute(context.state, id, context.nowMs());
  if (reaches(request, route.team)) return route;
  throw new GovernorError("request.not-found", {
    what: `alert route ${id}`,
    hint: "`governor alerts list` shows them.",
  });
}

function checkTeam(context: ServerContext, team: string): void {
  const teams = [...context.catalog().catalog.teams.keys()];
  if (team === "" || teams.includes(team)) return;
  const known = teams.length === 0 ? "it has none" : `it has ${teams.slice(0, 20).join(", ")}`;
  throw new GovernorError("alert.invalid", { problem: `the catalog has no team ${JSON.stringify(team)}; ${known}` });
}

function quietOf(quiet: AlertRouteBody["quiet"]): QuietHours | null {
  if (quiet === undefined) return null;
  const { from, to, timezone, days = WEEKDAYS } = quiet;
  const fromMinute = minuteOfDay(from);
  const toMinute = minuteOfDay(to);
  const problem =
    fromMinute === null || toMinute === null
      ? "quiet hours are written like 22:00 and 07:00"
      : fromMinute === toMinute
        ? "quiet hours begin and end at different times"
        : isTimezone(timezone)
          ? null
          : `${JSON.stringify(timezone)} is no time zone; write one such as Europe/Berlin`;
  if (problem !== null) throw new GovernorError("alert.invalid", { problem });
  return { from, to, timezone, days };
}
