import type { FastifyInstance, FastifyRequest } from "fastify";
import { GovernorError } from "../../errors.ts";
import { GRANTS, type Permission } from "../../records/key/key.ts";
import type { KeyRing, Principal } from "../../records/key/ring.ts";
import type { Scope } from "../../store/scope.ts";

declare module "fastify" {
  interface FastifyRequest {
    principal: Principal;
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
}

/** Installs who-may-do-what on a listener. */
export function guardAccess(app: FastifyInstance, rules: AccessRules): void {
  app.decorateRequest("principal");
  app.addHook("onRequest", async (request) => {
    const permission = request.routeOptions.config.permission;
    if (request.method !== "GET" && request.method !== "HEAD") refuseCrossSite(request);
    if (permission === "none" || request.is404) return;
    refuseCrossSite(request);
    request.principal = await principalOf(request, rules);
    if (permission === undefined || !GRANTS[request.principal.role].includes(permission)) {
      throw new GovernorError("auth.forbidden", { role: request.principal.role, needed: rolesWith(permission) });
    }
  });
}

/** The scope of a request's reads. Keys limited to tenants come with principals; until then a key sees all. */
export function scopeOf(request: FastifyRequest): Scope {
  return { actor: request.principal.actor, tenants: "all" };
}

async function principalOf(request: FastifyRequest, rules: AccessRules): Promise<Principal> {
  const bearer = bearerOf(request);
  const secret = bearer ?? cookieOf(request);
  const principal = secret === null ? null : await rules.keys.find(secret);
  if (principal) return principal;
  // A wrong key in the header is a mistake to be told about. A cookie may be another server's: ports share them.
  if (bearer !== null) throw new GovernorError("auth.required");
  // Without a key only a person on this machine is trusted, and only by a name that means this machine.
  if (rules.keyRequired || !rules.hostNames.includes(hostNameOf(request.headers.host)))
    throw new GovernorError("auth.required");
  return { actor: "local", role: "admin" };
}

/** What programs send. */
function bearerOf(request: FastifyRequest): string | null {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
}

/** What a browser sends that signed in. */
function cookieOf(request: FastifyRequest): string | null {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(request.headers.cookie ?? "")?.[1] ?? null;
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
