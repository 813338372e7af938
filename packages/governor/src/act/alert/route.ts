import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { LIMITS, type AlertKind, type AlertRoute, type QuietHours } from "@governor/contract";
import { GovernorError } from "../../errors.ts";
import { appendAudit } from "../../records/audit/append.ts";
import type { SecretBox } from "../../store/secret-box.ts";
import type { State } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { jsonParameter } from "../../store/state/text.ts";
import { quietUntilMs } from "./quiet.ts";
import { shownTarget } from "./target.ts";

const INSERT_ROUTE = sqlFile(import.meta.url, "insert-route.sql");
const LIST_ROUTES = sqlFile(import.meta.url, "list-routes.sql");
const REMOVE_ROUTE = sqlFile(import.meta.url, "remove-route.sql");

/** 24 random bytes and more, as the Standard Webhooks specification asks of a signing secret. */
const SECRET_BYTES = 32;

export interface WantedRoute {
  kind: AlertKind;
  /** Checked by `checkTarget`. */
  target: string;
  name: string;
  team: string;
  quiet: QuietHours | null;
}

/** What a route's sealed column holds. */
export interface RouteSecrets {
  target: string;
  /** `whsec_…`; null for kinds that sign nothing. */
  secret: string | null;
}

/** Makes a route; the secret of a webhook is known to nobody afterwards but who receives it here. */
export async function addRoute(
  state: State,
  box: SecretBox,
  wanted: WantedRoute,
  by: { actor: string; nowMs: number },
): Promise<{ route: AlertRoute; secret: string | null }> {
  const id = randomUUID();
  const { kind, target, name, team, quiet } = wanted;
  const secret = kind === "webhook" ? `whsec_${randomBytes(SECRET_BYTES).toString("base64")}` : null;
  const sealed = box.seal(JSON.stringify({ target, secret } satisfies RouteSecrets), sealPurpose(id));
  const shown = shownTarget(kind, target);
  await state.transaction(async (queries) => {
    const at = new Date(by.nowMs);
    const quietJson = quiet === null ? null : jsonParameter(quiet);
    const values = [id, name, kind, shown, sealed, team, quietJson, by.actor, at, LIMITS.alertRoutes];
    const [made] = await queries.query<{ is_full: boolean; is_made: boolean }>(INSERT_ROUTE, values);
    if (made?.is_full) throw new GovernorError("alert.too-many", { limit: LIMITS.alertRoutes });
    if (!made?.is_made) throw new GovernorError("alert.name-taken", { name });
    const details = { name, kind, target: shown, team, quiet };
    const line = { actor: by.actor, action: "alert-route.created", subject: `alert-route:${id}`, details };
    await appendAudit(queries, { ...line, nowMs: by.nowMs });
  });
  return { route: await findRoute(state, id, by.nowMs), secret };
}

/** All routes, by name. */
export async function listRoutes(state: State, nowMs: number): Promise<AlertRoute[]> {
  return (await state.query<RouteRow>(LIST_ROUTES, [null])).map((row) => routeOf(row, nowMs));
}

/** @throws GovernorError `request.not-found` */
export async function findRoute(state: State, id: string, nowMs: number): Promise<AlertRoute> {
  const [row] = await state.query<RouteRow>(LIST_ROUTES, [id]);
  if (row === undefined) throw routeNotFound(id);
  return routeOf(row, nowMs);
}

/** Removes a route with everything that waits for it. @throws GovernorError `request.not-found` */
export async function removeRoute(state: State, id: string, by: { actor: string; nowMs: number }): Promise<void> {
  await state.transaction(async (queries) => {
    const [removed] = await queries.query<{ name: string; shown: string }>(REMOVE_ROUTE, [id]);
    if (removed === undefined) throw routeNotFound(id);
    const details = { name: removed.name, target: removed.shown };
    const line = { actor: by.actor, action: "alert-route.removed", subject: `alert-route:${id}`, details };
    await appendAudit(queries, { ...line, nowMs: by.nowMs });
  });
}

/** What a row sealed; null where it was sealed with another folder's key. */
export function openRoute(box: SecretBox, id: string, sealed: Uint8Array): RouteSecrets | null {
  const text = box.open(sealed, sealPurpose(id));
  return text === null ? null : (JSON.parse(text) as RouteSecrets);
}

/** `v1,…`: HMAC-SHA256 over id, time in seconds and body (Standard Webhooks 1.0). */
export function signatureOf(secret: string, id: string, timeSeconds: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timeSeconds}.${body}`).digest("base64")}`;
}

function sealPurpose(id: string): string {
  return `alert-route:${id}`;
}

function routeNotFound(id: string): GovernorError {
  return new GovernorError("request.not-found", {
    what: `alert route ${id}`,
    hint: "`governor alerts list` shows them.",
  });
}

interface RouteRow {
  id: string;
  name: string;
  kind: AlertKind;
  shown: string;
  team: string;
  quiet: QuietHours | null;
  created_by: string;
  created_at: Date;
  last_sent_at: Date | null;
  waiting: number;
  last_error: string;
}

function routeOf(row: RouteRow, nowMs: number): AlertRoute {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    target: row.shown,
    team: row.team,
    quiet: row.quiet,
    quietUntilMs: quietUntilMs(row.quiet, nowMs),
    createdBy: row.created_by,
    createdMs: row.created_at.getTime(),
    lastSentMs: row.last_sent_at?.getTime() ?? null,
    waiting: row.waiting,
    lastError: row.last_error,
  };
}
