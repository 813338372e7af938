import type { IncomingMessage, ServerResponse } from "node:http";
import { SCHEMA_VERSION, type Finding } from "@governor/contract";
import type { Plugin } from "vite";
import { findingsOf } from "./findings.ts";
import { journeysOf, offendersOf, periodOf, releasesOf, statusOf, VALUES, type Mode } from "./fixtures.ts";
import { isSignedIn, KEY_WANTED, signIn } from "./session.ts";
import { traceOf, tracesOf } from "./traces.ts";

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
  const acknowledged = new Map<string, string>();
  return (request, response) => {
    const url = new URL(request.url ?? "/", "http://board");
    if (url.pathname === "/dev/mode") {
      mode = (url.searchParams.get("is") ?? "full") as Mode;
      acknowledged.clear();
      return reply(response, 200, { mode });
    }
    if (!url.pathname.startsWith("/api/v1/")) return false;
    const path = url.pathname.slice("/api/v1".length);
    if (path === "/session" && request.method === "POST") {
      void signIn(request, response);
      return true;
    }
    if (mode === "locked" && !isSignedIn(request)) return reply(response, 401, KEY_WANTED);
    const acknowledge = /^\/findings\/([^/]+)\/acknowledge$/.exec(path);
    if (acknowledge && request.method === "POST") {
      const id = acknowledge[1] ?? "";
      acknowledged.set(id, "acknowledged from the board");
      return reply(response, 200, finding(id, acknowledged, nowMs()) ?? refusal(path));
    }
    const body = answer(path, url.searchParams, mode, acknowledged, nowMs());
    return body ? reply(response, 200, body) : reply(response, 404, refusal(path));
  };
}

function answer(
  path: string,
  query: URLSearchParams,
  mode: Mode,
  acknowledged: Map<string, string>,
  nowMs: number,
): object | null {
  const period = periodOf(timeOf(query.get("from") ?? "now-1h", nowMs), timeOf(query.get("to") ?? "now", nowMs), nowMs);
  if (path === "/status") return statusOf(mode, nowMs);
  if (path === "/journeys") {
    const body = journeysOf(period, mode, nowMs);
    return { ...body, findings: body.findings.map((each) => withAcknowledgement(each, acknowledged, nowMs)) };
  }
  if (path === "/offenders/endpoints") return sortedOffenders(offendersOf(period, nowMs), query);
  if (path === "/traces") return tracesOf(period, query.get("service") ?? "", query.get("endpoint") ?? "");
  if (path.startsWith("/traces/")) return traceOf(path.slice("/traces/".length), nowMs);
  if (path === "/findings") {
    const none = mode === "quiet" || mode === "no-catalog" || mode === "empty";
    return {
      schemaVersion: SCHEMA_VERSION,
      findings: none ? [] : findingsOf(nowMs).map((each) => withAcknowledgement(each, acknowledged, nowMs)),
    };
  }
  if (path.startsWith("/findings/")) return finding(path.slice("/findings/".length), acknowledged, nowMs);
  if (path === "/releases") return releasesOf(period, nowMs);
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

function finding(id: string, acknowledged: Map<string, string>, nowMs: number): object | null {
  const found = findingsOf(nowMs).find((each) => each.id === id);
  return found ? { schemaVersion: SCHEMA_VERSION, finding: withAcknowledgement(found, acknowledged, nowMs) } : null;
}

function withAcknowledgement(each: Finding, acknowledged: Map<string, string>, nowMs: number): Finding {
  const note = acknowledged.get(each.id);
  if (note === undefined) return each;
  return {
    ...each,
    state: "acknowledged",
    history: [...each.history, { timeUnixMs: nowMs, event: "acknowledged", actor: "you", note, observed: null }],
  };
}

function timeOf(text: string, nowMs: number): number {
  const relative = /^now(?:-(\d+)([smhd]))?$/.exec(text);
  if (!relative) return Number(text);
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
