import { createHash } from "node:crypto";
import { TAG_ATTRIBUTES, TAG_KEYS, type TagKey } from "@governor/contract";
import { spanKindNumber, type Catalog, type Journey, type Step, type StepSelector } from "./catalog.ts";
import { parseDurationMs } from "../duration.ts";
import { parseShare, parseSizeBytes } from "./amount.ts";
import type { CatalogSource, MeasureSource, SelectorSource } from "./schema.ts";

/** The typed catalog of a source without problems. */
export function buildCatalog(source: CatalogSource, path: string | null): Catalog {
  return {
    version: versionOf(source),
    path,
    teams: mapOf(source.teams, (id, team) => ({
      id,
      name: team?.name ?? id,
      contact: team?.contact ?? "",
      members: team?.members ?? [],
    })),
    services: mapOf(source.services, (id, service) => ({
      id,
      owner: service?.owner ?? null,
      owners: definedOf(service?.owners ?? {}),
      rollbackTemplate: service?.rollback?.trim() ?? null,
      repositoryUrl: service?.repository ?? "",
      kind: service?.kind ?? "",
    })),
    journeys: mapOf(source.journeys, buildJourney),
    tagAttributes: tagAttributesOf(source.tags),
  };
}

/** What a written selector matches once its defaults are filled in. */
function resolveSelector(selector: SelectorSource): StepSelector {
  // Frameworks put http.route on their middleware's internal spans too; the request itself is the server span.
  const kind = selector.kind ?? (selector.route === undefined ? undefined : "server");
  return {
    service: selector.service,
    kind: kind === undefined ? 0 : spanKindNumber(kind),
    method: selector.method ?? "",
    route: selector.route ?? "",
    span: selector.span ?? "",
    entry: selector.entry ?? false,
  };
}

function resolveMeasure({ vital, browser, page }: MeasureSource): NonNullable<Step["measure"]> {
  return { vital: vital ?? "", mark: browser ?? "", page: page ?? "" };
}

type JourneySource = NonNullable<CatalogSource["journeys"]>[string];
type StepSource = JourneySource["steps"][string];

function buildJourney(id: string, journey: JourneySource): Journey {
  return { id, title: journey.title ?? id, owner: journey.owner ?? null, steps: mapOf(journey.steps, buildStep) };
}

function buildStep(id: string, step: StepSource): Step {
  return {
    id,
    title: step.title ?? id,
    owner: step.owner ?? null,
    selector: step.selector === undefined ? null : resolveSelector(step.selector),
    measure: step.measure === undefined ? null : resolveMeasure(step.measure),
    target: {
      p95Ms: milliseconds(step.target.p95),
      errorRate: step.target.error_rate === undefined ? null : parseShare(step.target.error_rate),
      payloadBytes: step.target.payload === undefined ? null : parseSizeBytes(step.target.payload),
      cacheHitRate: step.target.cache_hit === undefined ? null : parseShare(step.target.cache_hit),
      windowMs: milliseconds(step.target.window),
      minSamples: step.target.min_samples,
    },
  };
}

function milliseconds(text: string): number {
  const durationMs = parseDurationMs(text);
  if (durationMs === null) throw new TypeError(`${text} passed the checks and is not a duration`);
  return durationMs;
}

function tagAttributesOf(tags: CatalogSource["tags"]): Record<TagKey, readonly string[]> {
  const attributes: Record<TagKey, readonly string[]> = { ...TAG_ATTRIBUTES };
  for (const tag of TAG_KEYS) attributes[tag] = [...TAG_ATTRIBUTES[tag], ...(tags?.[tag] ?? [])];
  return attributes;
}

function mapOf<In, Out>(
  record: Record<string, In> | undefined,
  build: (id: string, value: In) => Out,
): Map<string, Out> {
  return new Map(Object.entries(record ?? {}).map(([id, value]) => [id, build(id, value)]));
}

function versionOf(source: CatalogSource): string {
  return createHash("sha256").update(JSON.stringify(source)).digest("hex").slice(0, 16);
}

/** Without the keys that say nothing: an optional key is absent, not undefined. */
function definedOf<Key extends string>(record: Partial<Record<Key, string | undefined>>): Partial<Record<Key, string>> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<
    Record<Key, string>
  >;
}
