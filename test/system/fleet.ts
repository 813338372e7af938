import { createHash } from "node:crypto";
import type { TagSubset, Tags } from "@governor/contract";
import { atRank } from "./rank.ts";

/** A request that was served, and everything an answer about it is compared with. */
export interface Served {
  tags: Tags;
  method: string;
  route: string;
  traceId: string;
  startUnixNs: bigint;
  durationMs: number;
  failed: boolean;
}

/** What a set of requests amounts to, counted here and not by the product. */
export interface Expected {
  calls: number;
  errors: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  totalTimeMs: number;
}

/** How long the fleet's traffic lasts. */
export const FLEET_MS = 20 * 60_000;

/**
 * Requests of two services in two environments for two tenants under two releases, each of the sixteen groups of its own
 * size, speed and error rate, so that a filter that lets one through too many or too few changes every number.
 */
export function fleet(fromMs: number): Served[] {
  return GROUPS.flatMap((group, g) =>
    Array.from({ length: 40 + 3 * g }, (_, i): Served => {
      const tags: Tags = {
        ...group,
        feature: i % 2 === 0 ? "search" : "export",
        domain: group.service === "orders" ? "sales" : "money",
        journey: i % 5 === 0 ? "checkout" : "browse",
        step: i % 3 === 0 ? "list" : "open",
      };
      return {
        tags,
        method: Math.floor(i / 2) % 3 === 0 ? "POST" : "GET",
        route: `/${group.service}/:id`,
        traceId: createHash("md5").update(`${g} ${i}`).digest("hex"),
        startUnixNs: BigInt(fromMs + ((g * 31_013 + i * 7_919) % FLEET_MS)) * 1_000_000n + BigInt(i),
        // A long tail: most near the group's own speed, some at several times of it.
        durationMs: (10 + g) * (1 + ((i * 37) % 101) / 100) * (i % 9 === 0 ? 6.25 : 1),
        failed: i % (5 + (g % 4)) === 0,
      };
    }),
  );
}

const GROUPS = ["orders", "billing"].flatMap((service) =>
  ["production", "staging"].flatMap((env) =>
    ["acme", "globex"].flatMap((tenant) => ["v1", "v2"].map((release) => ({ service, env, tenant, release }))),
  ),
);

/** Those that bear every one of the tags. */
export function having(served: readonly Served[], filter: TagSubset): Served[] {
  return served.filter(({ tags }) => Object.entries(filter).every(([key, value]) => tags[key as keyof Tags] === value));
}

/** @throws where there is none */
export function expectedOf(served: readonly Served[]): Expected {
  const durationsMs = served.map(({ durationMs }) => durationMs);
  return {
    calls: served.length,
    errors: served.filter(({ failed }) => failed).length,
    p50Ms: atRank(durationsMs, 0.5),
    p95Ms: atRank(durationsMs, 0.95),
    p99Ms: atRank(durationsMs, 0.99),
    totalTimeMs: durationsMs.reduce((sum, durationMs) => sum + durationMs, 0),
  };
}

/** One OTLP/JSON request: for each of them a server span and, below it, a span of a database that is no entry. */
export function otlpOf(served: readonly Served[]): string {
  const resourceSpans = served.map(({ tags, ...request }) => ({
    resource: {
      attributes: attributes({
        "service.name": tags.service,
        "deployment.environment.name": tags.env,
        "service.version": tags.release,
        "governor.domain": tags.domain,
      }),
    },
    scopeSpans: [{ spans: spansOf(tags, request) }],
  }));
  return JSON.stringify({ resourceSpans });
}

function spansOf(tags: Tags, request: Omit<Served, "tags">): object[] {
  const { traceId, startUnixNs, method, route } = request;
  const durationNs = BigInt(Math.round(request.durationMs * 1e6));
  const spanId = traceId.slice(0, 16);
  const entry = {
    traceId,
    spanId,
    name: `${method} ${route}`,
    kind: 2,
    startTimeUnixNano: String(startUnixNs),
    endTimeUnixNano: String(startUnixNs + durationNs),
    status: request.failed ? { code: 2 } : {},
    attributes: attributes({
      "http.request.method": method,
      "http.route": route,
      "governor.tenant": tags.tenant,
      "governor.feature": tags.feature,
      "governor.journey": tags.journey,
      "governor.step": tags.step,
    }),
  };
  const inner = {
    ...entry,
    spanId: traceId.slice(16),
    parentSpanId: spanId,
    name: "SELECT orders",
    kind: 3,
    endTimeUnixNano: String(startUnixNs + durationNs / 2n),
    status: {},
    attributes: attributes({ "db.system.name": "postgresql", "governor.tenant": tags.tenant }),
  };
  return [entry, inner];
}

function attributes(values: Record<string, string>): object[] {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}
