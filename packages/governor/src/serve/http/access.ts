import type { FastifyInstance, FastifyRequest } from "fastify";
import { GovernorError } from "../../errors.ts";
import { GRANTS, permits, type Permission } from "../../records/key/grants.ts";
import { LOCAL, type KeyRing, type Principal } from "../../records/key/ring.ts";
import type { Names, Scope } from "../../store/scope.ts";
import type { Attempts } from "./attempts.ts";

declare module "fastify" {
  interface FastifyRequest {
    principal: Principal;
    scope: Scope;
  }
  interface FastifyContextConfig {
    /** What the route takes; a route that does not say is refused to everybody, so forgetting it is noticed. */
    permission?: Permission | "none";
  }
}

export interface AccessRules {
  /** Every request with a permission needs a key: where the listener can be reached from other machines. */
  keyRequired: boolean;
  /** Host names under which a listener without keys may be asked; guards against DNS rebinding. */
  hostNames: readonly string[];
  keys: KeyRing;
  /** The services of some teams, as the catalog in force has them. */
  servicesOf: (teams: readonly string[]) => readonly string[];
  attempts: Attempts;
}

/** Installs who-may-do-what on a listener. */
export function guardAccess(app: FastifyInstance, rules: AccessRules): void {
  app.decorateRequest("principal");
  app.decorateRequest("scope");
  app.addHook("onRequest", async (request) => {
    const permission = request.routeOptions.config.permission;
    if (request.method !== "GET" && request.method !== "HEAD") refuseCrossSite(request);
    if (permission === "none" || request.is404) return;
    refuseCrossSite(request);
    const principal = await principalOf(request, rules);
    request.principal = principal;
    request.scope = { ...limitsOf(principal, rules), actor: principal.actor };
    demand(principal, permission);
  });
}

/** Refuses a principal that may not do something; routes call it for what hangs on the request's content. */
export function demand(principal: Principal, permission: Permission | undefined): void {
  if (permission !== undefined && permits(principal, permission)) return;
  if (permission !== undefined && GRANTS[principal.role].includes(permission)) throw new GovernorError("auth.limited");
  throw new GovernorError("auth.forbidden", { role: principal.role, needed: rolesWith(permission) });
}

/** The scope of a request's reads. Every read of the stores takes it. */
export function scopeOf(request: FastifyRequest): Scope {
  return request.scope;
}

function limitsOf(
  { tenants, teams }: Principal,
  rules: AccessRules,
): { tenants: Names; teams: Names; services: Names } {
  return { tenants, teams, services: teams === "all" ? "all" : rules.servicesOf(teams) };
}

async function principalOf(request: FastifyRequest, rules: AccessRules): Promise<Principal> {
  const bearer = bearerOf(request);
  const secret = bearer ?? cookieOf(request);
  const principal = secret === null ? null : await rules.keys.find(secret);
  if (principal) return principal;
  // A wrong key in the header is a mistake to be told about. A cookie may be another server's: ports share them.
  if (bearer !== null) throw refusalOf(request, rules);
  // Without a key only a person on this machine is trusted, and only by a name that means this machine.
  if (rules.keyRequired || !rules.hostNames.includes(hostNameOf(request.headers.host)))
    throw new GovernorError("auth.required");
  return LOCAL;
}

/** Exporters go on by themselves after a 429, and would for ever: to them a wrong key is a wrong key. */
function refusalOf(request: FastifyRequest, rules: AccessRules): GovernorError {
  if (request.routeOptions.config.permission === "ingest") return new GovernorError("auth.unknown-key");
  return new GovernorError(rules.attempts.failed(request.ip) ? "auth.unknown-key" : "auth.too-many");
}

/** What programs send. */
function bearerOf(request: FastifyRequest): string | null {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
}

/** What a browser sends that signed in. */
function cookieOf(request: FastifyRequest): string | null {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(request.headers.cookie ?? "")?.[1] ?? null;
}

/** How a request that was let in says who it is. A cookie of another server is no sign: then nobody asked for a key. */
export function arrivedBy(request: FastifyRequest): "key" | "cookie" | "address" {
  if (bearerOf(request) !== null) return "key";
  return request.principal.actor === LOCAL.actor ? "address" : "cookie";
}

const COOKIE = "governor_key";

/** The cookie that signs a browser in with a key, or out with an empty one. */
export function sessionCookie(secret: string, isHttps: boolean): string {
  const attributes = [
    "Path=/",
    "HttpOnly",
    "SameSite=Strict",
    ...(isHttps ? ["Secure"] : []),
    ...(secret === "" ? ["Max-Age=0"] : []),
  ];
  return [`${COOKIE}=${encodeURIComponent(secret)}`, ...attributes].join("; ");
}

/**
 * A page of another origin can make a browser send requests here, and on a listener without keys they
 * would be obeyed. Browsers say where a request comes from; programs do not, and are not asked to.
 */
function refuseCrossSite(request: FastifyRequest): void {
  if (request.headers["sec-fetch-site"] === "cross-site") throw new GovernorError("auth.cross-site");
  const origin = request.headers.origin;
  if (origin === undefined) return;
  if (!URL.canParse(origin) || new URL(origin).host !== request.headers.host)
    throw new GovernorError("auth.cross-site");
}

function hostNameOf(host: string | undefined): string {
  // A name or an address and a port, nothing else: a URL parser would also find a host behind `user@` or before a path.
  return /^([\w.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/i.exec(host ?? "")?.[1]?.toLowerCase() ?? "";
}

function rolesWith(permission: Permission | undefined): string {
  const roles = Object.entries(GRANTS).filter(
    ([, permissions]) => permission !== undefined && permissions.includes(permission),
  );
  return roles.map(([role]) => role).join(" or ") || "nobody";
}
