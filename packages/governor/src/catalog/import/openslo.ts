import { formatDurationMs } from "../../duration.ts";
import {
  emptyFragment,
  entitiesOf,
  idOf,
  ignore,
  looseOf,
  mention,
  textOf,
  type Fragment,
  type Loose,
} from "./fragment.ts";

/**
 * OpenSLO v1: a Service is a service; an SLO on latency is a step where its query names a route and its threshold a
 * unit, and a remark with the target otherwise. Governor judges p95; another share is a remark.
 */
export function opensloFragment(texts: readonly string[]): Fragment {
  const fragment = emptyFragment();
  const entities = texts.flatMap((text) => entitiesOf(text, fragment));
  const ofKind = (kind: string) => entities.filter((one) => one["kind"] === kind && one["apiVersion"] === "openslo/v1");
  for (const entity of ofKind("Service")) readService(entity, fragment);
  const indicators = new Map(ofKind("SLI").map((one) => [nameOf(one), looseOf(one["spec"])]));
  for (const entity of ofKind("SLO")) readObjective(entity, indicators, fragment);
  for (const entity of entities) {
    const { kind, apiVersion } = entity;
    const isOurs = apiVersion === "openslo/v1" && ["Service", "SLO", "SLI"].includes(String(kind));
    if (!isOurs) ignore(fragment, `${textOf(apiVersion) ?? "no apiVersion"} ${textOf(kind) ?? "no kind"}`);
  }
  return fragment;
}

function readService(entity: Loose, fragment: Fragment): void {
  const id = textOf(nameOf(entity));
  if (id === null) return ignore(fragment, "Service without a name");
  const labels = looseOf(looseOf(entity["metadata"])["labels"]);
  const label = textOf(labels["owner"]) ?? textOf(labels["team"]);
  const owner = label === null ? null : idOf(label);
  fragment.services.set(id, owner === null ? {} : { owner: mention(fragment, owner) });
}

function readObjective(entity: Loose, indicators: ReadonlyMap<string, Loose>, fragment: Fragment): void {
  const spec = looseOf(entity["spec"]);
  const name = idOf(nameOf(entity));
  const service = textOf(spec["service"]);
  if (name === null || service === null) return ignore(fragment, "SLO without a name or a service");
  if (!fragment.services.has(service)) fragment.services.set(service, {});
  const inline = looseOf(looseOf(spec["indicator"])["spec"]);
  const indicator = indicators.get(textOf(spec["indicatorRef"]) ?? "") ?? inline;
  const objectives = Array.isArray(spec["objectives"]) ? spec["objectives"].map(looseOf) : [];
  for (const [index, objective] of objectives.entries()) {
    const step = objectives.length === 1 ? "p95" : `p95-${index + 1}`;
    const latency = latencyOf(objective, indicator);
    if (latency === null) ignore(fragment, "objective that is not on latency");
    else place({ name, step, service, title: titleOf(entity), latency }, fragment);
  }
}

interface Latency {
  thresholdMs: number | null;
  /** As written, where its unit is not known. */
  threshold: string;
  share: number | null;
  query: string;
}

interface Placed {
  name: string;
  step: string;
  service: string;
  title: string | null;
  latency: Latency;
}

function place({ name, step, service, title, latency }: Placed, fragment: Fragment): void {
  const { thresholdMs, threshold, share, query } = latency;
  const { route, method } = endpointIn(query);
  const p95 = thresholdMs === null ? `${threshold} (of which unit?)` : formatDurationMs(thresholdMs);
  const percent = share === null ? "an unknown share" : `${Number((share * 100).toFixed(3))} %`;
  if (thresholdMs === null || share !== 0.95 || route === "") {
    const missing = [
      ...(route === "" ? ["its route"] : []),
      ...(thresholdMs === null ? ["the unit"] : []),
      ...(share === 0.95 ? [] : ["a target for 95 %"]),
    ];
    fragment.remarks.push(
      `SLO ${name}: ${percent} of ${service} within ${p95}. For a step, add ${missing.join(" and ")}.`,
    );
    return;
  }
  const journey = fragment.journeys.get(name) ?? { ...(title === null ? {} : { title }), steps: {} };
  const selector = { service, ...(method === "" ? {} : { method }), route };
  journey.steps[step] = { selector, target: { p95 } };
  fragment.journeys.set(name, journey);
}

/** A threshold metric's value with `lte`, or a ratio of a histogram's bucket (`le="0.6"`, in seconds as Prometheus has them). */
function latencyOf(objective: Loose, indicator: Loose): Latency | null {
  const target = Number(objective["target"] ?? Number.NaN);
  const percent = Number(objective["targetPercent"] ?? Number.NaN);
  const share = Number.isFinite(target) ? target : Number.isFinite(percent) ? percent / 100 : null;
  const threshold = looseOf(indicator["thresholdMetric"]);
  const ratio = looseOf(indicator["ratioMetric"]);
  if (Object.keys(threshold).length > 0) {
    const query = queryOf(threshold);
    const value = Number(objective["value"] ?? Number.NaN);
    if (!/^lte?$/.test(String(objective["op"])) || !Number.isFinite(value) || value <= 0) return null;
    if (!/latenc|duration|time|second|_ms\b/i.test(query)) return null;
    return { thresholdMs: inMs(value, query), threshold: String(value), share, query };
  }
  const query = queryOf(looseOf(ratio["good"]));
  const bucket = /\ble\s*=~?\s*"([\d.]+)"/.exec(query)?.[1];
  if (bucket === undefined || Number(bucket) <= 0) return null;
  return { thresholdMs: inMs(Number(bucket), query), threshold: bucket, share, query };
}

/** By the unit in the metric's name, which is where Prometheus and OpenTelemetry put it. */
function inMs(value: number, query: string): number | null {
  if (/millisecond|_ms(?:_|\b)/i.test(query)) return value;
  return /second/i.test(query) ? Math.round(value * 1_000_000) / 1_000 : null;
}

function endpointIn(query: string): { route: string; method: string } {
  const label = (names: string) => new RegExp(`\\b(?:${names})\\s*=\\s*"([^"]+)"`).exec(query)?.[1] ?? "";
  const route = label("http_route|route|handler|uri|path");
  const method = label("http_request_method|http_method|method").toUpperCase();
  return {
    route: /^\/[^?\s]*$/.test(route) ? route : "",
    method: /^(GET|HEAD|POST|PUT|PATCH|DELETE)$/.test(method) ? method : "",
  };
}

/** The text of a metric source, whatever its kind calls it. */
function queryOf(metric: Loose): string {
  const spec = looseOf(looseOf(metric["metricSource"])["spec"]);
  return Object.values(spec)
    .filter((value) => typeof value === "string")
    .join(" ");
}

function titleOf(entity: Loose): string | null {
  return textOf(looseOf(entity["metadata"])["displayName"]);
}

function nameOf(entity: Loose): string {
  return textOf(looseOf(entity["metadata"])["name"]) ?? "";
}
