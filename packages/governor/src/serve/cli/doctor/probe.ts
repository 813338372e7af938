import type { DoctorCheck, DoctorResponse, SessionResponse } from "@governor/contract";
import { GovernorError } from "../../../errors.ts";
import { VERSION } from "../../../version.ts";
import { apiGet, serverUrl, type Connection } from "../client.ts";
import { otlpHeaders, tracesUrl, type Environment } from "./otel.ts";

const TIMEOUT_MS = 5_000;
const SKEW_WARN_MS = 2_000;
const SKEW_FAIL_MS = 60_000;

/** The server as this machine meets it: reachable, which version, which key, whose clock; then what the server itself found. */
export async function askServer(
  connection: Connection,
): Promise<{ checks: DoctorCheck[]; said: DoctorResponse | null }> {
  const url = serverUrl(connection);
  try {
    const session = await apiGet<SessionResponse>(connection, "/api/v1/session");
    const beforeMs = Date.now();
    const said = await apiGet<DoctorResponse>(connection, "/api/v1/doctor");
    const offsetMs = offsetOf(said.nowMs, beforeMs, Date.now());
    const { name, role } = session.principal;
    return {
      said,
      checks: [
        { id: "server.reachable", level: "ok", title: "the server answers", cause: `${url}, ${said.version}`, fix: "" },
        versionCheck(said.version),
        { id: "server.key", level: "ok", title: "the key", cause: `${name}, role ${role}`, fix: "" },
        clockCheck(offsetMs),
      ],
    };
  } catch (error) {
    if (!(error instanceof GovernorError)) throw error;
    const isKey = error.code.startsWith("auth.");
    const id = isKey ? "server.key" : "server.reachable";
    const title = isKey ? "the key" : "the server answers";
    return { said: null, checks: [{ id, level: "fail", title, cause: error.message, fix: error.remedy }] };
  }
}

/** How far the server's clock is ahead; nothing where the answer's own travel explains it. */
export function offsetOf(serverMs: number, beforeMs: number, afterMs: number): number {
  if (serverMs < beforeMs) return serverMs - beforeMs;
  return Math.max(0, serverMs - afterMs);
}

function versionCheck(version: string): DoctorCheck {
  const title = "one version";
  if (version === VERSION) return { id: "server.version", level: "ok", title, cause: version, fix: "" };
  const cause = `The server is ${version}, this command ${VERSION}.`;
  return { id: "server.version", level: "warn", title, cause, fix: "Install the server's version here." };
}

function clockCheck(offsetMs: number): DoctorCheck {
  const title = "this machine's clock and the server's";
  const apart = Math.abs(offsetMs);
  if (apart <= SKEW_WARN_MS) return { id: "server.clock", level: "ok", title, cause: `${apart} ms apart`, fix: "" };
  const cause = `The server's is ${(apart / 1000).toFixed(1)} s ${offsetMs > 0 ? "ahead" : "behind"}.`;
  const level = apart > SKEW_FAIL_MS ? "fail" : "warn";
  return { id: "server.clock", level, title, cause, fix: "Synchronise both (NTP, chrony)." };
}

/** May a page of `origin` send spans? Asked as browsers ask, before they send. */
export async function corsCheck(url: string, origin: string | undefined): Promise<DoctorCheck> {
  const title = "browsers of other origins";
  const asking = origin ?? "https://app.example.com";
  const headers = {
    origin: asking,
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type",
  };
  const answer = await fetch(`${url}/v1/traces`, {
    method: "OPTIONS",
    headers,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
    .then((response) => ({ allowed: response.headers.get("access-control-allow-origin"), status: response.status }))
    .catch(() => null);
  if (answer === null) {
    return {
      id: "server.cors",
      level: "warn",
      title,
      cause: "The preflight was not answered.",
      fix: "See the server's check.",
    };
  }
  const { allowed, status } = answer;
  if (allowed === "*" || allowed === asking) {
    return { id: "server.cors", level: "ok", title, cause: `${allowed} may send to /v1/traces`, fix: "" };
  }
  const cause = `The server answers ${status} and allows no other origin${origin === undefined ? "" : `, ${origin} neither`}.`;
  const fix =
    "Send browser spans to your own origin and pass them on from there (a reverse proxy, or a Collector with CORS).";
  return {
    id: "server.cors",
    level: origin === undefined ? "ok" : "warn",
    title,
    cause,
    fix: origin === undefined ? "" : fix,
  };
}

/** Is there somebody who takes spans where the OTEL_ variables point? An empty request is sent. */
export async function endpointCheck(env: Environment): Promise<DoctorCheck[]> {
  const url = tracesUrl(env);
  if (url === null) return [];
  const title = "the OTLP endpoint of this shell";
  const check = (level: DoctorCheck["level"], cause: string, fix: string): DoctorCheck[] => [
    { id: "otel.reachable", level, title, cause, fix },
  ];
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...otlpHeaders(env), "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans: [] }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) return check("ok", `${url} takes spans`, "");
    const fix =
      response.status === 401 || response.status === 403
        ? "Set OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20<key> with a key of role ingest."
        : "Point OTEL_EXPORTER_OTLP_ENDPOINT at the server, without a path.";
    return check("fail", `${url} answers ${response.status}.`, fix);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const problem = (cause as { code?: string }).code ?? (cause instanceof Error ? cause.message : String(cause));
    return check("fail", `${url} cannot be reached: ${problem}.`, "Start it, or correct OTEL_EXPORTER_OTLP_ENDPOINT.");
  }
}
