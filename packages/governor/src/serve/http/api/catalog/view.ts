import {
  FILE_PART,
  SCHEMA_VERSION,
  TAG_ATTRIBUTES,
  TAG_KEYS,
  type CatalogJourney,
  type CatalogPart,
  type CatalogResponse,
  type CatalogService,
  type CatalogStep,
  type CatalogVersion,
  type OrphanService,
  type TagKey,
} from "@governor/contract";
import { endpointOf, measuredOf, ownerOf, type Catalog, type Journey, type Step } from "../../../../catalog/catalog.ts";
import type { MergedCatalog, PartText } from "../../../../catalog/merge.ts";
import type { PresentPart } from "../../../../catalog/part/read.ts";

export interface CatalogSide {
  merged: MergedCatalog;
  parts: readonly PresentPart[];
  filePart: (PartText & { contentHash: string }) | null;
}

/** The merged catalog beside what telemetry has shown of its services. */
export function catalogView(
  { merged, parts, filePart }: CatalogSide,
  seen: readonly OrphanService[],
  versions: readonly CatalogVersion[],
  period: { fromMs: number; toMs: number },
): CatalogResponse {
  const { catalog, origins } = merged;
  const services = servicesOf(merged, seen);
  return {
    schemaVersion: SCHEMA_VERSION,
    contentHash: catalog.version,
    version: parts.length === 0 ? (versions[0]?.version ?? null) : Math.max(...parts.map(({ version }) => version)),
    ...period,
    parts: [
      ...parts.map((part) => ({ ...part, ...sizeOf(merged, part.name) })),
      ...(filePart === null ? [] : [{ ...FILE, ...filePart, ...sizeOf(merged, FILE_PART) }]),
    ].map(partOf),
    teams: [...catalog.teams.values()].map(({ id, name, contact, members }) => {
      return { team: id, name, contact, members: [...members], parts: namesOf(origins.teams, id) };
    }),
    services,
    journeys: [...catalog.journeys.values()].map((journey) => journeyOf(catalog, journey, origins.journeys)),
    tagAliases: aliasesOf(catalog),
    conflicts: [...merged.conflicts],
    orphans: seen.filter(({ service }) => ownerOf(catalog, { service }) === null),
    silent: services
      .filter(({ lastSeenMs }) => lastSeenMs === null)
      .map(({ service, owner, parts: names }) => ({ service, owner, parts: names })),
    versions: [...versions],
  };
}

const FILE = { version: null, revision: "", pushedBy: "", pushedMs: null };

function partOf(part: Omit<CatalogPart, "name"> & { name: string; text?: string }): CatalogPart {
  const { text: _text, ...rest } = part;
  return rest;
}

function sizeOf(
  { sizes, problems }: MergedCatalog,
  part: string,
): Pick<CatalogPart, "teams" | "services" | "journeys" | "problems"> {
  return { ...(sizes.get(part) ?? { teams: 0, services: 0, journeys: 0 }), problems: [...(problems.get(part) ?? [])] };
}

function servicesOf({ catalog, origins }: MergedCatalog, seen: readonly OrphanService[]): CatalogService[] {
  const newest = new Map<string, number>();
  for (const { service, lastSeenMs } of seen) newest.set(service, Math.max(newest.get(service) ?? 0, lastSeenMs));
  return [...catalog.services.values()].map(({ id, kind, repositoryUrl, rollbackTemplate }) => ({
    service: id,
    kind,
    owner: ownerOf(catalog, { service: id }),
    repositoryUrl,
    rollback: rollbackTemplate,
    parts: namesOf(origins.services, id),
    lastSeenMs: newest.get(id) ?? null,
  }));
}

function journeyOf(
  catalog: Catalog,
  { id, title, steps }: Journey,
  origins: ReadonlyMap<string, readonly string[]>,
): CatalogJourney {
  return {
    journey: id,
    title,
    owner: ownerOf(catalog, { journey: id }),
    parts: namesOf(origins, id),
    steps: [...steps.values()].map((step) => stepOf(catalog, id, step)),
  };
}

function stepOf(catalog: Catalog, journey: string, { id, title, selector, measure, target }: Step): CatalogStep {
  const endpoint = selector === null ? "" : endpointOf(selector);
  return {
    step: id,
    title,
    owner: ownerOf(catalog, { journey, step: id }),
    service: selector?.service ?? "",
    endpoint: measure === null ? endpoint : measuredOf(measure),
    targetMs: target.p95Ms,
    errorRateMax: target.errorRate,
    payloadMaxBytes: target.payloadBytes,
    cacheHitMin: target.cacheHitRate,
    windowMs: target.windowMs,
    minSamples: target.minSamples,
  };
}

function aliasesOf({ tagAttributes }: Catalog): Record<TagKey, string[]> {
  const entries = TAG_KEYS.map((tag) => [tag, tagAttributes[tag].slice(TAG_ATTRIBUTES[tag].length)] as const);
  return Object.fromEntries(entries) as Record<TagKey, string[]>;
}

function namesOf(origins: ReadonlyMap<string, readonly string[]>, id: string): string[] {
  return [...(origins.get(id) ?? [])];
}
