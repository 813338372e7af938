import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { SCHEMA_VERSION } from "@governor/contract";
import type { Plugin } from "vite";
import { journeysOf, offendersOf, periodOf, statusOf, VALUES, type Mode } from "./fixtures.ts";
import { Governance } from "./governance.ts";
import { gateOf, releasesOf } from "./releases.ts";
import { isSignedIn, KEY_WANTED, SESSION, signIn } from "./session.ts";
import { outlineOf, traceOf, tracesOf } from "./traces.ts";
import { Triage } from "./triage.ts";

/** What the real server sends with the board; the preview sends it too, so that a violation shows early. */
export const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'";

/** A Vite plugin that answers `/api/v1` from fixtures. `/dev/mode?is=empty` changes what the imaginary server has. */
export function fixtureApi(): Plugin {
  const handle = fixtureHandler();
  return {
    name: "governor-fixtures",
    configureServer: (server) =>
      void server.middlewares.use((request, response, next) => handle(request, response) || next()),
    configurePreviewServer: (server) =>
      void server.middlewares.use((request, response, next) => {
        response.setHeader("content-security-policy", CONTENT_POLICY);
        if (!handle(request, response)) next();
      }),
  };
}

/** True when the request was answered. */
export function fixtureHandler(
  nowMs: () => number = Date.now,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  let mode: Mode = "full";
  const triage = new Triage();
  let governance = new Governance();
  return (request, response) => {
    const url = new URL(request.url ?? "/", "http://board");
    if (url.pathname === "/dev/mode") {
      mode = (url.searchParams.get("is") ?? "full") as Mode;
      triage.clear();
      governance = new Governance();
      return reply(response, 200, { mode });
    }
    if (!url.pathname.startsWith("/api/v1/")) return false;
    const path = url.pathname.slice("/api/v1".length);
    if (path === "/session" && request.method === "POST") {
      void signIn(request, response);
      return true;
    }
    if (mode === "locked" && !isSignedIn(request)) return reply(response, 401, KEY_WANTED);
    if (request.method !== "GET") {
      void bodyOf(request).then((body) => {
        const [, id = "", verb = ""] = /^\/findings\/([^/]+)\/(\w+)$/.exec(path) ?? [];
        const changed = verb
          ? triage.change(id, verb, body, nowMs())
          : governance.change(request.method ?? "", path, body, nowMs());
        return reply(response, changed ? 200 : 404, changed ?? refusal(path));
      });
      return true;
    }
    const body =
      answer(path, url.searchParams, mode, triage, nowMs()) ?? governance.read(path, url.searchParams, mode, nowMs());
    return body ? reply(response, 200, body) : reply(response, 404, refusal(path));
  };
}

function answer(path: string, query: URLSearchParams, mode: Mode, triage: Triage, nowMs: number): object | null {
  const period = periodOf(timeOf(query.get("from") ?? "now-1h", nowMs), timeOf(query.get("to") ?? "now", nowMs), nowMs);
  if (path === "/status") return statusOf(mode, nowMs);
  if (path === "/journeys") {
    const body = journeysOf(period, mode, nowMs);
    const shown = triage.list(nowMs, "active").filter(({ verdict }) => verdict.rule === "budget");
    return { ...body, findings: body.findings.length === 0 ? [] : shown };
  }
  if (path === "/offenders/endpoints") return sortedOffenders(offendersOf(period, nowMs), query);
  if (path === "/traces") return tracesOf(period, query.get("service") ?? "", query.get("endpoint") ?? "");
  if (path.startsWith("/traces/")) return traceAnswer(path, nowMs);
  if (path === "/findings") {
    const none = mode === "quiet" || mode === "no-catalog" || mode === "empty";
    return {
      schemaVersion: SCHEMA_VERSION,
      findings: none ? [] : triage.list(nowMs, query.get("state") ?? "active"),
    };
  }
  if (path.startsWith("/findings/")) return triage.one(path.slice("/findings/".length), nowMs);
  if (path === "/session") return SESSION;
  if (path === "/sql")
    return { schemaVersion: SCHEMA_VERSION, statements: [{ name: "offender/read.sql", text: "SELECT 1;" }] };
  if (path === "/releases") return releasesOf(period, mode, nowMs);
  if (path === "/gate") return gateOf(query.get("release") ?? "", nowMs);
  if (path === "/values") {
    const tag = query.get("tag") ?? "";
    return {
      schemaVersion: SCHEMA_VERSION,
      tag,
      values: (VALUES[tag] ?? []).map(([value, spans]) => ({ value, spans })),
    };
  }
  return null;
}

/** `/traces/:id`, its outline, and one span of it. */
function traceAnswer(path: string, nowMs: number): object | null {
  const [, , traceId = "", part = "", spanId = ""] = path.split("/");
  const trace = traceOf(traceId, nowMs);
  if (trace === null || part === "") return trace;
  if (part === "outline") return { ...trace, spans: trace.spans.map(outlineOf) };
  const spans = trace.spans.filter((span) => span.spanId === spanId);
  return spans.length > 0 ? { schemaVersion: SCHEMA_VERSION, traceId, spans } : null;
}

function sortedOffenders(body: ReturnType<typeof offendersOf>, query: URLSearchParams) {
  const keys = {
    share: "timeShare",
    p95: "p95Ms",
    calls: "calls",
    errors: "errors",
    errorImpact: "errorImpact",
    change: "change",
  } as const;
  const sort = (query.get("sort") ?? "share") as keyof typeof keys;
  const key = keys[sort] ?? "timeShare";
  const service = query.get("service");
  const endpoints = body.endpoints
    .filter((row) => !service || row.service === service)
    .toSorted((a, b) => (b[key] ?? -Infinity) - (a[key] ?? -Infinity));
  return { ...body, sort, endpoints, total: endpoints.length };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  return JSON.parse((await text(request)) || "{}") as Record<string, unknown>;
}

function timeOf(time: string, nowMs: number): number {
  const relative = /^now(?:-(\d+)([smhd]))?$/.exec(time);
  if (!relative) return Number(time);
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[relative[2] ?? "s"] ?? 0;
  return nowMs - Number(relative[1] ?? 0) * unitMs;
}

function refusal(path: string): object {
  return {
    schemaVersion: SCHEMA_VERSION,
    error: {
      code: "not-found",
      message: `There is nothing at ${path}.`,
      remedy: "Check the id; traces leave the store after their retention.",
    },
  };
}

function reply(response: ServerResponse, status: number, body: object): true {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
  return true;
}
