import type { AliasCandidate, DoctorCheck, TagKey } from "@governor/contract";
import { endpointOf, stepsOf, type Catalog, type StepSelector } from "../../../../catalog/catalog.ts";
import { ALIAS_CANDIDATES, OLD_NAMES } from "./names.ts";
import type { Observed, SeenEndpoint, SeenService } from "./read.ts";

/** Under this many spans a share says nothing. */
const SPANS_MIN = 20;
const AHEAD_MAX_MS = 1_000;
/** Batches are delivered within seconds; a Collector in between may wait for more. */
const LATE_MAX_MS = 60_000;

/** What the last hour's spans say of the set-up. Pure. */
export function factChecks(observed: Observed, catalog: Catalog): DoctorCheck[] {
  const { services } = observed;
  if (services.length === 0) return [noSpans()];
  const spans = services.reduce((sum, one) => sum + one.spans, 0);
  const judged = services.filter((one) => one.spans >= SPANS_MIN);
  return [
    ok("facts.spans", "spans arrive", `${spans} spans of ${services.length} services in the last hour`),
    ...several("facts.clock", "clocks agree", judged.flatMap(clockCheck)),
    ...several("facts.tags", "spans say who, where and which release", judged.flatMap(tagChecks)),
    ...several("facts.old-names", "attribute names are of this year", oldNameChecks(observed)),
    ...several("facts.propagation", "calls are followed from service to service", propagationChecks(observed)),
    ...several("facts.database-context", "queries belong to requests", judged.flatMap(databaseCheck)),
    ...several("catalog.steps", "each step's selector finds spans", stepChecks(observed.endpoints, catalog)),
  ];
}

/** Attributes that are there for tags that are not. */
export function aliasCandidates({ services, attributes }: Observed, catalog: Catalog): AliasCandidate[] {
  const empty = (tag: TagKey): boolean => {
    const counted = { env: "withEnv", release: "withRelease", tenant: "withTenant" } as const;
    const column = tag in counted ? counted[tag as keyof typeof counted] : null;
    return column === null || services.some((one) => one[column] < one.spans / 2);
  };
  return Object.entries(ALIAS_CANDIDATES).flatMap(([key, names]) => {
    const tag = key as TagKey;
    if (!empty(tag)) return [];
    return names.flatMap((attribute) => {
      if (catalog.tagAttributes[tag].includes(attribute)) return [];
      const spans = attributes.filter(({ name }) => name === attribute).reduce((sum, one) => sum + one.spans, 0);
      return spans === 0 ? [] : [{ tag, attribute, spans }];
    });
  });
}

function noSpans(): DoctorCheck {
  const cause = "In the last hour not one span was received.";
  const fix = "Set OTEL_EXPORTER_OTLP_ENDPOINT to the server's address and OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.";
  return { id: "facts.no-spans", level: "fail", title: "spans arrive", cause, fix };
}

function clockCheck({ service, lateMs }: SeenService): DoctorCheck[] {
  const seconds = `${(Math.abs(lateMs) / 1000).toFixed(1)} s`;
  if (lateMs < -AHEAD_MAX_MS) {
    const cause = `Half of its spans end ${seconds} after they were received: its clock is ahead.`;
    return [warn("facts.clock", service, cause, "Synchronise the machine's clock (NTP, chrony).")];
  }
  if (lateMs <= LATE_MAX_MS) return [];
  const cause = `Half of its spans are received ${seconds} after their end: its clock is behind, or something holds them back.`;
  const fix = "Synchronise the machine's clock; else look at the exporter's schedule and at the Collector's queue.";
  return [warn("facts.clock", service, cause, fix)];
}

const TAGS = [
  { column: "withRelease", tag: "release", attribute: "service.version" },
  { column: "withEnv", tag: "env", attribute: "deployment.environment.name" },
  { column: "withTenant", tag: "tenant", attribute: "governor.tenant" },
] as const;

function tagChecks(seen: SeenService): DoctorCheck[] {
  const { service, spans } = seen;
  if (service === "" || service.startsWith("unknown_service")) {
    const cause = `${spans} spans come from a service without a name.`;
    return [warn("facts.tags", service || "(no name)", cause, "Set OTEL_SERVICE_NAME where it runs.")];
  }
  return TAGS.flatMap(({ column, tag, attribute }) => {
    const share = seen[column] / spans;
    // Not every span has a tenant: a health check, a job for all of them. None at all is what is forgotten.
    if (tag === "tenant" ? share > 0 : share >= 0.95) return [];
    const cause = `${percent(1 - share)} of its spans have no ${tag}.`;
    const where = tag === "tenant" ? "on the request's span" : "through OTEL_RESOURCE_ATTRIBUTES";
    return [warn("facts.tags", service, cause, `Set ${attribute} ${where}, or name your own attribute under tags.`)];
  });
}

function oldNameChecks({ attributes, services }: Observed): DoctorCheck[] {
  const total = new Map(services.map(({ service, spans }) => [service, spans]));
  const old = attributes.flatMap((one) => ({ ...one, now: OLD_NAMES.get(one.name) }));
  const byService = Map.groupBy(
    old.filter(({ now }) => now !== undefined),
    ({ service }) => service,
  );
  return [...byService].map(([service, names]) => {
    const said = names.map(({ name, now, spans }) => {
      return `${name} (now ${now}) on ${percent(Math.min(1, spans / (total.get(service) ?? spans)))}`;
    });
    const cause = `Older names are in use: ${said.join(", ")} of its spans. They are read, for now.`;
    return warn("facts.old-names", service, cause, "Update its OpenTelemetry packages.");
  });
}

function propagationChecks({ calls, services }: Observed): DoctorCheck[] {
  const lost = calls
    .filter((one) => one.calls >= SPANS_MIN && one.unanswered / one.calls > 0.5)
    .map(({ service, peer, calls: count, unanswered }) => {
      const cause = `${unanswered} of ${count} calls to ${peer} have no span of ${peer} below them.`;
      const fix = `Let ${service} send traceparent (OTEL_PROPAGATORS=tracecontext,baggage), let proxies pass it on, and let ${peer} read it.`;
      return warn("facts.propagation", service, cause, fix);
    });
  const called = new Set(calls.map(({ peer }) => peer));
  const roots = services
    .filter((one) => called.has(one.service) && one.serverSpans >= SPANS_MIN && one.serverRoots === one.serverSpans)
    .map(({ service, serverSpans }) => {
      const cause = `Other services call it, and all of its ${serverSpans} requests begin a trace of their own.`;
      const fix =
        "Read traceparent in its server instrumentation, before anything else runs, and let proxies pass it on.";
      return warn("facts.propagation", service, cause, fix);
    });
  return [...lost, ...roots];
}

function databaseCheck({ service, serverSpans, dbSpans, dbRoots }: SeenService): DoctorCheck[] {
  if (serverSpans === 0 || dbSpans < SPANS_MIN || dbRoots / dbSpans < 0.05) return [];
  const cause = `${percent(dbRoots / dbSpans)} of its queries belong to no request: the context is lost on the way to the pool.`;
  const fix =
    "Load the OpenTelemetry SDK before pg (node --import), update instrumentation-pg, and query in the request's async context.";
  return [warn("facts.database-context", service, cause, fix)];
}

function stepChecks(endpoints: readonly SeenEndpoint[], catalog: Catalog): DoctorCheck[] {
  return stepsOf(catalog).flatMap(({ journey, step, selector }) => {
    if (endpoints.some((one) => matches(selector, one))) return [];
    const isSeen = endpoints.some(({ service }) => service === selector.service);
    const what = isSeen ? `no span like ${endpointOf(selector)}` : "no span at all";
    const cause = `${selector.service} has sent ${what} in the last day.`;
    const fix = isSeen
      ? "Write the route as the framework reports it: `governor offenders endpoints` lists them."
      : "Let the service send spans, or correct its name in the selector.";
    return [warn("catalog.steps", `${journey}/${step}`, cause, fix)];
  });
}

function matches(selector: StepSelector, seen: SeenEndpoint): boolean {
  return (
    seen.service === selector.service &&
    (selector.kind === 0 || seen.kind === selector.kind) &&
    (selector.method === "" || seen.method === selector.method) &&
    (selector.route === "" || seen.route === selector.route) &&
    (selector.span === "" || seen.name === selector.span)
  );
}

/** The findings of a check, or that there are none. */
function several(id: string, title: string, found: DoctorCheck[]): DoctorCheck[] {
  return found.length === 0 ? [ok(id, title, "nothing found")] : found;
}

function ok(id: string, title: string, cause: string): DoctorCheck {
  return { id, level: "ok", title, cause, fix: "" };
}

function warn(id: string, title: string, cause: string, fix: string): DoctorCheck {
  return { id, level: "warn", title, cause, fix };
}

function percent(share: number): string {
  return share > 0 && share < 0.01 ? "under 1 %" : `${Math.round(share * 100)} %`;
}
