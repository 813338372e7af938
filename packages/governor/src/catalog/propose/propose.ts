import { Document, isMap, isScalar, type YAMLMap } from "yaml";
import type { AliasCandidate, EndpointOffender } from "@governor/contract";
import { formatDurationMs } from "../../duration.ts";
import { ID_PATTERN } from "../schema.ts";

type SeenEndpoint = Pick<EndpointOffender, "service" | "endpoint" | "method" | "route" | "kind" | "calls" | "p95Ms">;

/** The busiest endpoints of a service that become steps. */
const STEPS_PER_SERVICE = 3;
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"]);
const KIND_SERVER = 2;

/**
 * A first `governor.yaml` from what telemetry has shown: every service, its busiest requests as steps whose target is
 * today's p95 with headroom, and the attributes that say what a tag says. Owners are for people to fill in.
 */
export function proposeCatalog(seen: {
  services: readonly string[];
  endpoints: readonly SeenEndpoint[];
  aliases: readonly AliasCandidate[];
}): string {
  const journeys = new Map<string, Journey>();
  for (const service of seen.services) {
    const journey = journeyOf(service, seen.endpoints, journeys);
    if (journey !== null) journeys.set(journey.id, journey);
  }
  const document = new Document({
    version: 1,
    ...(seen.services.length === 0 ? {} : { services: Object.fromEntries(seen.services.map((id) => [id, null])) }),
    ...(seen.aliases.length === 0 ? {} : { tags: tagsOf(seen.aliases) }),
    ...(journeys.size === 0 ? {} : { journeys: Object.fromEntries([...journeys].map(([id, one]) => [id, one.value])) }),
  });
  document.commentBefore = HEAD;
  const services = document.get("services");
  if (isMap(services)) for (const { key } of services.items) say(key, " owner: <team>, once it is under teams");
  const written = document.get("journeys");
  if (isMap(written)) for (const journey of journeys.values()) sayFigures(written, journey);
  return document.toString({ lineWidth: 120, nullStr: "" });
}

const HEAD = ` A first catalog, from what telemetry has shown. Check it with: governor catalog check governor.yaml
 Say who owns what: uncomment and fill in, then give each service its owner.
 teams:
   search: { name: Search, contact: "#search" }`;

interface Journey {
  id: string;
  value: { title: string; steps: Record<string, unknown> };
  /** What each target was made from. */
  figures: Map<string, string>;
}

function journeyOf(
  service: string,
  endpoints: readonly SeenEndpoint[],
  taken: ReadonlyMap<string, Journey>,
): Journey | null {
  const busiest = inAllEnvironments(endpoints)
    .filter((one) => one.service === service && one.kind === KIND_SERVER && one.route.startsWith("/"))
    .filter((one) => one.p95Ms > 0 && !one.route.includes("?"))
    .toSorted((a, b) => b.calls - a.calls)
    .slice(0, STEPS_PER_SERVICE);
  const id = freeId(service, taken);
  if (busiest.length === 0 || id === null) return null;
  const steps: Record<string, unknown> = {};
  const figures = new Map<string, string>();
  for (const { method, route, calls, p95Ms } of busiest) {
    const step = freeId(`${method} ${route}`, new Map(Object.entries(steps)));
    if (step === null) continue;
    const selector = { service, ...(METHODS.has(method) ? { method } : {}), route };
    steps[step] = { selector, target: { p95: formatDurationMs(withHeadroom(p95Ms)) } };
    figures.set(step, ` today p95 ${formatDurationMs(Math.round(p95Ms * 10) / 10)}, n = ${calls}`);
  }
  return { id, value: { title: service, steps }, figures };
}

/** One line an endpoint: its calls together, and the p95 of the environment where it is slowest. */
function inAllEnvironments(endpoints: readonly SeenEndpoint[]): SeenEndpoint[] {
  const alike = Map.groupBy(endpoints, ({ service, method, route, kind }) =>
    JSON.stringify([service, METHODS.has(method) ? method : "", route, kind]),
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const calls = group.reduce((sum, one) => sum + one.calls, 0);
    return { ...first, calls, p95Ms: Math.max(...group.map(({ p95Ms }) => p95Ms)) };
  });
}

/** A quarter more, rounded up to a number that a person would write. */
export function withHeadroom(p95Ms: number): number {
  const wanted = Math.max(1, p95Ms * 1.25);
  const unit = wanted < 20 ? 1 : wanted < 200 ? 10 : wanted < 2_000 ? 50 : wanted < 20_000 ? 500 : 5_000;
  return Math.min(3_600_000, Math.ceil(wanted / unit) * unit);
}

function freeId(text: string, taken: ReadonlyMap<string, unknown>): string | null {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 90)
    .replace(/-+$/, "");
  const id = ID_PATTERN.test(slug) ? slug : `step-${slug}`.replace(/-+$/, "");
  for (let n = 1; n < 100; n++) {
    const candidate = n === 1 ? id : `${id}-${n}`;
    if (!taken.has(candidate)) return candidate;
  }
  return null;
}

function tagsOf(aliases: readonly AliasCandidate[]): Record<string, string[]> {
  const tags: Record<string, string[]> = {};
  for (const { tag, attribute } of aliases) (tags[tag] ??= []).push(attribute);
  return tags;
}

function sayFigures(written: YAMLMap, { id, figures }: Journey): void {
  const steps = written.getIn([id, "steps"]);
  if (!isMap(steps)) return;
  for (const { key } of steps.items) {
    const figure = isScalar(key) ? figures.get(String(key.value)) : undefined;
    if (figure !== undefined) say(key, figure);
  }
}

function say(key: unknown, comment: string): void {
  if (isScalar(key)) key.commentBefore = comment;
}
