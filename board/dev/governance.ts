import {
  SCHEMA_VERSION,
  type AlertRoute,
  type AuditEntry,
  type Decision,
  type Key,
  type Role,
} from "@governor/contract";
import { catalogOf, catalogPart, catalogPushed } from "./catalog.ts";
import type { Mode } from "./fixtures.ts";
import { drillsOf, readinessOf } from "./readiness.ts";
import { storeOf } from "./store.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Keys, audit, decisions, alerts, catalog and readiness of the imaginary server, with what was done to them. */
export class Governance {
  #keys: Key[] | null = null;
  #routes: AlertRoute[] | null = null;
  #decided = new Map<string, "approved" | "denied">();
  #audit: AuditEntry[] = [];

  read(path: string, query: URLSearchParams, mode: Mode, nowMs: number): object | null {
    const none = mode === "quiet" || mode === "no-catalog";
    const answers: Record<string, () => object> = {
      "/keys": () => ({ keys: none ? [] : this.#keysNow(nowMs) }),
      "/audit": () => this.#auditPage(query, none, nowMs),
      "/decisions": () => ({ decisions: none ? [] : this.#decisions(nowMs) }),
      "/alerts/routes": () => ({
        routes: none ? [] : this.#routesNow(nowMs),
        mailProblem: "no mail server is set (--smtp-url).",
      }),
      "/alerts/messages": () => ({ messages: none ? [] : MESSAGES(nowMs) }),
      "/store": () => storeOf(),
      "/catalog": () => catalogOf(mode, nowMs),
      "/readiness": () => readinessOf(mode, nowMs),
      "/drills": () => drillsOf(mode, nowMs),
    };
    const body =
      answers[path]?.() ?? (path.startsWith("/catalog/parts/") ? catalogPart(path.slice(15), query) : undefined);
    return body ? { schemaVersion: SCHEMA_VERSION, ...body } : null;
  }

  change(method: string, path: string, body: Record<string, unknown>, nowMs: number): object | null {
    const done = this.#change(method, path.split("/").slice(1), body, nowMs);
    return done ? { schemaVersion: SCHEMA_VERSION, ...done } : null;
  }

  #change(method: string, words: string[], body: Record<string, unknown>, nowMs: number): object | null {
    const [noun = "", id = "", verb = ""] = words;
    if (noun === "keys") return this.#changeKey(method, id, body, nowMs);
    if (noun === "decisions") {
      this.#decided.set(id, verb === "approve" ? "approved" : "denied");
      return { decision: this.#decisions(nowMs).find((each) => each.id === id) };
    }
    if (noun === "alerts") return this.#changeRoute(method, words, body, nowMs);
    if (noun === "catalog") return catalogPushed();
    if (noun === "drills") return { drill: { ...body, id: "d-9", actor: "local", timeUnixMs: nowMs } };
    return noun === "setup" ? { key: keyOf("rosa", "owner", nowMs), secret: "gov_own_fixture" } : null;
  }

  #changeKey(method: string, id: string, body: Record<string, unknown>, nowMs: number): object {
    const keys = this.#keysNow(nowMs);
    if (method === "DELETE") {
      this.#keys = keys.map((key) => (key.id === id ? { ...key, revokedMs: nowMs } : key));
      this.#log("key.revoked", `key:${id}`, {}, nowMs);
      return { keys: this.#keys.filter((key) => key.id === id) };
    }
    const old = keys.find((key) => key.id === id);
    if (old) {
      this.#log("key.rotated", `key:${id}`, { name: old.name }, nowMs);
      return { key: old, secret: `${old.prefix}fixture-secret-rotated` };
    }
    const name = String(body["name"]);
    const role = String(body["role"]) as Role;
    const tenants = (body["tenants"] ?? "all") as Key["tenants"];
    const key = { ...keyOf(name, role, nowMs), tenants, lastUsedMs: null };
    this.#keys = [key, ...keys];
    this.#log("key.created", `key:${key.id}`, { name, role }, nowMs);
    return { key, secret: `gov_${role}_fixture-secret` };
  }

  #changeRoute(method: string, [, , id = "", verb = ""]: string[], body: Record<string, unknown>, nowMs: number) {
    const routes = this.#routesNow(nowMs);
    if (verb === "test") return { isSent: id === "r-1", error: id === "r-1" ? "" : "connect ECONNREFUSED" };
    if (method === "DELETE") {
      this.#routes = routes.filter((route) => route.id !== id);
      return { routes: this.#routes };
    }
    const route = { ...routeOf("r-9", String(body["target"]), nowMs), ...body };
    this.#routes = [...routes, route];
    return { route, secret: body["kind"] === "webhook" ? "whsec_fixture" : null };
  }

  #keysNow(nowMs: number): Key[] {
    return (this.#keys ??= KEYS.map(([name, role, tenants], i) => ({
      ...keyOf(name, role, nowMs - (i + 1) * 9 * DAY_MS),
      id: `k-${i + 1}`,
      tenants: tenants === "" ? "all" : tenants.split(" "),
      lastUsedMs: name === "grafana" ? null : nowMs - i * 7 * HOUR_MS - 40_000,
      graceUntilMs: name === "ingest-prod" ? nowMs + 20 * HOUR_MS : null,
      revokedMs: name === "old-laptop" ? nowMs - 3 * DAY_MS : null,
    })));
  }

  #routesNow(nowMs: number): AlertRoute[] {
    return (this.#routes ??= [
      { ...routeOf("r-1", "hooks.slack.com/services/T0…", nowMs), name: "core-search-alerts", team: "core-search" },
      {
        ...routeOf("r-2", "example.com/hooks/…", nowMs),
        name: "pager",
        kind: "webhook",
        quiet: { from: "22:00", to: "07:00", timezone: "Europe/Berlin", days: ["mon", "tue", "wed", "thu", "fri"] },
        quietUntilMs: nowMs + 9 * HOUR_MS,
        waiting: 3,
        lastError: "example.com answered 503; tried again at 22:14",
      },
    ]);
  }

  #decisions(nowMs: number): Decision[] {
    return DECISIONS(nowMs).map((decision) => {
      const state = this.#decided.get(decision.id);
      return state ? { ...decision, state, decidedBy: "local", decidedByName: "local", decidedMs: nowMs } : decision;
    });
  }

  #auditPage(query: URLSearchParams, none: boolean, nowMs: number): object {
    const action = query.get("action") ?? "";
    const all = none ? [] : [...this.#audit.toReversed(), ...AUDIT(nowMs)];
    const from = Number(query.get("before") ?? Infinity);
    const entries = all.filter((entry) => entry.action.startsWith(action) && entry.id < from);
    const page = entries.slice(0, 8);
    return { entries: page, nextBefore: entries.length > 8 ? (page.at(-1)?.id ?? null) : null };
  }

  #log(action: string, subject: string, details: Record<string, unknown>, timeMs: number): void {
    const id = 100 + this.#audit.length;
    this.#audit.push({ id, timeMs, actor: "local", actorName: "local", action, subject, details });
  }
}

const KEYS: [name: string, role: Role, tenants: string][] = [
  ["rosa", "owner", ""],
  ["ingest-prod", "ingest", ""],
  ["ci-main", "ci", ""],
  ["acme-support", "viewer", "acme globex"],
  ["grafana", "viewer", ""],
  ["old-laptop", "admin", ""],
];

function keyOf(name: string, role: Role, createdMs: number): Key {
  return {
    id: `k-${name}`,
    name,
    role,
    prefix: `gov_${role.slice(0, 4)}_x7Qa`,
    tenants: "all",
    teams: "all",
    createdBy: "local",
    createdMs,
    lastUsedMs: null,
    rotatedMs: null,
    graceUntilMs: null,
    revokedMs: null,
  };
}

function routeOf(id: string, target: string, nowMs: number): AlertRoute {
  return {
    id,
    name: target,
    kind: "slack",
    target,
    team: "",
    quiet: null,
    quietUntilMs: null,
    createdBy: "local",
    createdMs: nowMs - 20 * DAY_MS,
    lastSentMs: nowMs - 2 * HOUR_MS,
    waiting: 0,
    lastError: "",
  };
}

const MESSAGES = (nowMs: number) =>
  (["held", "sent", "failed"] as const).map((state, i) => ({
    id: `m-${i}`,
    routeId: "r-2",
    routeName: state === "sent" ? "core-search-alerts" : "pager",
    kind: state === "sent" ? "slack" : "webhook",
    state,
    isSummary: false,
    events: i + 1,
    attempts: state === "failed" ? 8 : i,
    createdMs: nowMs - i * HOUR_MS,
    dueMs: state === "held" ? nowMs + 9 * HOUR_MS : null,
    endedMs: state === "held" ? null : nowMs - i * HOUR_MS + 4_000,
    lastError: state === "failed" ? "example.com answered 503" : "",
  }));

const DECISIONS = (nowMs: number): Decision[] =>
  [
    ["dec-1", "tenant.erase", "initech", "Contract ended; request DPO-118", "key:2", "rosa"],
    ["dec-2", "store.restore", "backup 2026-11-22", "The disk of node 2 was lost", "local", "local"],
  ].map(([id = "", kind = "", subject = "", reason = "", proposedBy = "", proposedByName = ""]) => ({
    id,
    kind,
    subject,
    reason,
    state: "open",
    proposedBy,
    proposedByName,
    proposedMs: nowMs - 3 * HOUR_MS,
    expiresMs: nowMs + 45 * HOUR_MS,
    decidedBy: null,
    decidedByName: null,
    decidedMs: null,
    note: "",
  }));

const AUDIT = (nowMs: number): AuditEntry[] =>
  [
    [
      "rosa",
      "finding.snoozed",
      "finding:f-5",
      { reason: "The disk is being replaced on Tuesday", until: "2026-11-25" },
    ],
    ["ci-main", "catalog.pushed", "part:cases", { version: 12, revision: "a1b2c3d", differences: 2 }],
    ["rosa", "finding.acknowledged", "finding:f-3", { note: "Constraint on duplicate links; fix in review" }],
    ["local", "key.created", "key:k-4", { name: "acme-support", role: "viewer", tenants: ["acme", "globex"] }],
    ["local", "key.revoked", "key:k-6", { name: "old-laptop" }],
    ["rosa", "tenant.erasure-proposed", "decision:dec-1", { reason: "Contract ended; request DPO-118" }],
    ["ci-main", "catalog.pushed", "part:entities", { version: 11, revision: "77aa01b", differences: 1 }],
    ["local", "key.rotated", "key:k-2", { name: "ingest-prod", grace: "24h" }],
    ["setup", "key.created", "key:k-1", { name: "rosa", role: "owner" }],
  ].map(([actorName, action, subject, details], i) => ({
    id: 50 - i,
    timeMs: nowMs - (i * i + 1) * HOUR_MS,
    actor: actorName === "rosa" ? "key:2" : String(actorName),
    actorName: String(actorName),
    action: String(action),
    subject: String(subject),
    details: details as Record<string, unknown>,
  }));
