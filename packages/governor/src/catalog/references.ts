import { TAG_ATTRIBUTES, TAG_KEYS } from "@governor/contract";
import { parseDurationMs } from "../duration.ts";
import { parseShare, SHARE_PATTERN } from "./amount.ts";
import { CATALOG_LIMITS } from "./limits.ts";
import { checkMeasure, type Report } from "./measure.ts";
import { nearest } from "./nearest.ts";
import type { Problem } from "./problem.ts";
import { placeholderProblem } from "./rollback.ts";
import type { CatalogFile, Path } from "./source.ts";

type Loose = Record<string, unknown>;

/**
 * What a schema cannot say: references, selectors, ranges of durations, aliases of tags, counts.
 * Reads an unchecked value, so that a mistake of shape does not hide one of sense.
 */
export function referenceProblems(value: unknown, source: CatalogFile, elsewhere: Names = NO_NAMES): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (path, side, rule, message, fix) => {
    problems.push(source.problemAt(path, side, { rule, message, fix }));
  };
  const catalog = looseOf(value);
  const known = withNames(catalog, elsewhere);
  checkServices(known, catalog, report);
  checkTags(catalog, report);
  checkJourneys(known, catalog, report);
  checkRecord(catalog, "teams", CATALOG_LIMITS.teams, report);
  checkRecord(catalog, "services", CATALOG_LIMITS.services, report);
  checkRecord(catalog, "journeys", CATALOG_LIMITS.journeys, report);
  return problems;
}

/** Ids of teams and services; those of other parts of the catalog may be referred to as well. */
export interface Names {
  teams: Iterable<string>;
  services: Iterable<string>;
}

const NO_NAMES: Names = { teams: [], services: [] };

/** The ids that a value defines, whatever else is wrong with it. */
export function namesIn(value: unknown): { teams: string[]; services: string[] } {
  const catalog = looseOf(value);
  return { teams: Object.keys(looseOf(catalog["teams"])), services: Object.keys(looseOf(catalog["services"])) };
}

interface Known {
  teams: ReadonlySet<string>;
  services: ReadonlySet<string>;
}

function withNames(catalog: Loose, elsewhere: Names): Known {
  const own = namesIn(catalog);
  return {
    teams: new Set([...own.teams, ...elsewhere.teams]),
    services: new Set([...own.services, ...elsewhere.services]),
  };
}

function checkServices(known: Known, catalog: Loose, report: Report): void {
  for (const [id, service] of Object.entries(looseOf(catalog["services"]))) {
    const path = ["services", id];
    const { owner, owners, rollback } = looseOf(service);
    checkTeam(known, owner, [...path, "owner"], report);
    for (const [what, team] of Object.entries(looseOf(owners))) {
      checkTeam(known, team, [...path, "owners", what], report);
    }
    const wrong = typeof rollback === "string" ? placeholderProblem(rollback) : null;
    if (wrong) report([...path, "rollback"], "value", "bad-template", wrong.message, wrong.fix);
  }
}

function checkTags(catalog: Loose, report: Report): void {
  const meaning = new Map<string, string>();
  for (const tag of TAG_KEYS) for (const attribute of TAG_ATTRIBUTES[tag]) meaning.set(attribute, tag);
  const canonical = new Set(meaning.keys());
  for (const [tag, aliases] of Object.entries(looseOf(catalog["tags"]))) {
    for (const [index, alias] of (Array.isArray(aliases) ? aliases : []).entries()) {
      if (typeof alias !== "string") continue;
      const taken = meaning.get(alias);
      meaning.set(alias, taken ?? tag);
      if (taken === undefined) continue;
      const path = ["tags", tag, index];
      const rule = canonical.has(alias) ? "canonical-alias" : "duplicate-alias";
      const how = canonical.has(alias) ? "is read as" : "is already an alias of";
      report(
        path,
        "value",
        rule,
        `"${alias}" ${how} the tag "${taken}".`,
        "Remove it here: an attribute means one tag.",
      );
    }
  }
}

function checkJourneys(known: Known, catalog: Loose, report: Report): void {
  const seen = new Map<string, string>();
  for (const [journeyId, journey] of Object.entries(looseOf(catalog["journeys"]))) {
    const path = ["journeys", journeyId];
    checkTeam(known, looseOf(journey)["owner"], [...path, "owner"], report);
    checkRecord(looseOf(journey), "steps", CATALOG_LIMITS.stepsPerJourney, report, path);
    const steps = looseOf(looseOf(journey)["steps"]);
    if (isLoose(looseOf(journey)["steps"]) && Object.keys(steps).length === 0) {
      const fix = "Add a step, or remove the journey.";
      report([...path, "steps"], "key", "empty-value", `The journey "${journeyId}" has no steps.`, fix);
    }
    for (const [stepId, step] of Object.entries(steps)) {
      const at = [...path, "steps", stepId];
      checkTeam(known, looseOf(step)["owner"], [...at, "owner"], report);
      if (isLoose(looseOf(step)["selector"])) checkSelector(known, looseOf(step), at, seen, report);
      if (isLoose(step)) checkMeasure(step, at, seen, report);
      checkTarget(looseOf(looseOf(step)["target"]), at, report);
    }
  }
}

function checkSelector(known: Known, step: Loose, at: Path, seen: Map<string, string>, report: Report): void {
  const selector = looseOf(step["selector"]);
  const { service, kind, method, route, span } = selector;
  const path = [...at, "selector"];
  if (typeof service === "string") checkService(known, service, [...path, "service"], report);
  if (route !== undefined && span !== undefined) {
    const message = "A selector names a route or a span, not both.";
    report(
      [...path, "span"],
      "key",
      "route-and-span",
      message,
      "Remove span to measure the request, or route to measure the span.",
    );
  } else if (route === undefined && span === undefined) {
    const message = "The selector names neither a route nor a span, so it would mix all of the service.";
    report(path, "key", "empty-selector", message, "Add `route: /api/…` with its method, or `span: <name>`.");
  }
  if (method !== undefined && route === undefined) {
    report(
      [...path, "method"],
      "key",
      "method-without-route",
      "A method says nothing without a route.",
      "Add the route, or remove method.",
    );
  }
  if (route !== undefined && span === undefined && typeof kind === "string" && kind !== "server") {
    const message = `Only spans of kind server carry a route; with kind ${kind} the selector matches nothing.`;
    report(
      [...path, "kind"],
      "value",
      "impossible-kind",
      message,
      "Remove kind, or name the span instead of the route.",
    );
  }
  if (typeof route === "string") checkRoute(route, [...path, "route"], report);

  // The same spans, counted twice, would be two budgets for one thing; defaults are filled in before they are compared.
  const key = JSON.stringify([
    service,
    kind ?? (route === undefined ? "" : "server"),
    method,
    route,
    span,
    selector["entry"] ?? false,
  ]);
  const first = seen.get(key);
  if (first === undefined) seen.set(key, at.join("."));
  else
    report(
      path,
      "key",
      "duplicate-selector",
      `It selects the same spans as ${first}.`,
      "Change the selector, or remove one of the two steps.",
    );
}

function checkRoute(route: string, path: Path, report: Report): void {
  const withMethod = /^([A-Z]+)\s+(.+)$/.exec(route);
  if (withMethod) {
    const fix = `Write \`method: ${withMethod[1]}\` and \`route: ${withMethod[2]}\`.`;
    report(path, "value", "bad-route", "The route holds a method.", fix);
  } else if (/^https?:\/\//.test(route) || route.includes("?")) {
    const message = "A route is the framework's template: no host, no query string.";
    const fix = `Write \`route: ${route.replace(/^https?:\/\/[^/]*/, "").replace(/\?.*$/, "") || "/"}\`.`;
    report(path, "value", "bad-route", message, fix);
  }
}

function checkTarget(target: Loose, at: Path, report: Report): void {
  const within = (key: "p95" | "window", leastMs: number, mostMs: number, bounds: string) => {
    const durationMs = typeof target[key] === "string" ? parseDurationMs(target[key]) : null;
    if (durationMs === null || (durationMs >= leastMs && durationMs <= mostMs)) return;
    report(
      [...at, "target", key],
      "value",
      "limit",
      `${key} is ${String(target[key])}; it takes ${bounds}.`,
      `Write a duration of ${bounds}.`,
    );
  };
  within("p95", 0.1, 3_600_000, "100us to 1h");
  within("window", 10_000, 604_800_000, "10s to 7d");
  for (const key of ["error_rate", "cache_hit"] as const) {
    const share = typeof target[key] === "string" ? parseShare(target[key]) : 0;
    const text = `${key} is ${String(target[key])}; it takes 0% to 100%.`;
    if (share === null && SHARE_PATTERN.test(String(target[key])))
      report([...at, "target", key], "value", "limit", text, "Write a share of 0% to 100%.");
  }
}

function checkTeam({ teams }: Known, owner: unknown, path: Path, report: Report): void {
  if (typeof owner !== "string" || owner === "" || teams.has(owner)) return;
  report(path, "value", "unknown-team", `There is no team "${owner}".`, orAdd(owner, teams, "teams"));
}

function checkService({ services }: Known, service: string, path: Path, report: Report): void {
  if (service === "" || services.has(service)) return;
  report(path, "value", "unknown-service", `There is no service "${service}".`, orAdd(service, services, "services"));
}

function orAdd(id: string, known: Iterable<string>, section: string): string {
  const near = nearest(id, known);
  return near ? `Did you mean "${near}"?` : `Add \`${id}:\` under ${section}.`;
}

function checkRecord(parent: Loose, key: string, most: number, report: Report, at: Path = []): void {
  const record = looseOf(parent[key]);
  if (Object.hasOwn(record, "__proto__")) {
    // The schema passes over this key, and what is written must not be passed over in silence.
    report([...at, key, "__proto__"], "key", "bad-id", '"__proto__" cannot be an id.', "Give it another id.");
  }
  const count = Object.keys(record).length;
  if (count <= most) return;
  report(
    [...at, key],
    "key",
    "limit",
    `There are ${count} ${key}; the limit is ${most}.`,
    "Split the catalog, or remove what is not used.",
  );
}

function isLoose(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function looseOf(value: unknown): Loose {
  return isLoose(value) ? value : {};
}
