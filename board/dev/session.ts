import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { SCHEMA_VERSION, type SessionResponse } from "@governor/contract";

/** A person on the server's own machine. */
export const SESSION: SessionResponse = {
  schemaVersion: SCHEMA_VERSION,
  role: "owner",
  principal: { actor: "local", name: "local", role: "owner", tenants: "all", teams: "all" },
  by: "address",
};

/** The one key of the imaginary server in its mode `locked`. */
export const DEV_KEY = "gov_dev";
const COOKIE = "governor_key=signed-in";

export function isSignedIn(request: IncomingMessage): boolean {
  return (request.headers.cookie ?? "").includes(COOKIE);
}

/** `POST /api/v1/session`: a cookie that no script can read, as the real server gives it. */
export async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { key } = JSON.parse(await text(request)) as { key: string };
  const known = key === DEV_KEY;
  response.writeHead(known ? 200 : 401, {
    "content-type": "application/json",
    ...(known && { "set-cookie": `${COOKIE}; Path=/; HttpOnly; SameSite=Strict` }),
  });
  response.end(JSON.stringify(known ? SESSION : UNKNOWN_KEY));
}

export const KEY_WANTED = refusal("auth.required", "A key is needed.", "Send it as `Authorization: Bearer`.");
const UNKNOWN_KEY = refusal("auth.unknown-key", "This key is not known here.", "Check it, or create another.");

function refusal(code: string, message: string, remedy: string): object {
  return { schemaVersion: SCHEMA_VERSION, error: { code, message, remedy } };
}
