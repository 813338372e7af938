import { TAG_ATTRIBUTES, TAG_KEYS, type CatalogDifference } from "@governor/contract";
import { formatDurationMs } from "../duration.ts";
import {
  endpointOf,
  measuredOf,
  SPAN_KINDS,
  spanKindNumber,
  type Catalog,
  type Journey,
  type Service,
  type Step,
  type StepSelector,
  type Team,
} from "./catalog.ts";

/** What changes from one catalog to another, in nouns: `case-search/search target p95 600ms → 500ms`. */
export function differencesOf(before: Catalog, after: Catalog): CatalogDifference[] {
  return [
    ...compared("team", before.teams, after.teams, teamFields),
    ...compared("service", before.services, after.services, serviceFields),
    ...compared("journey", before.journeys, after.journeys, journeyFields),
    ...compared("step", stepsById(before), stepsById(after), stepFields),
    ...tagDifferences(before, after),
  ];
}

type Fields = Record<string, string>;

function compared<Item>(
  noun: CatalogDifference["noun"],
  before: ReadonlyMap<string, Item>,
  after: ReadonlyMap<string, Item>,
  fieldsOf: (item: Item) => Fields,
): CatalogDifference[] {
  const differences: CatalogDifference[] = [];
  for (const id of before.keys()) {
    if (!after.has(id)) differences.push({ noun, id, change: "removed", text: `${noun} ${id} removed` });
  }
  for (const [id, item] of after) {
    const known = before.get(id);
    if (known === undefined) {
      differences.push({ noun, id, change: "added", text: `${noun} ${id} added${addition(fieldsOf(item))}` });
      continue;
    }
    const [from, to] = [fieldsOf(known), fieldsOf(item)];
    for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
      if (from[name] === to[name]) continue;
      const text = `${id} ${name} ${from[name] || "none"} → ${to[name] || "none"}`;
      differences.push({ noun, id, change: "changed", text });
    }
  }
  return differences;
}

/** What a reader asks first of something new: who owns it, and how fast it has to be. */
function addition(fields: Fields): string {
  const said = ["owner", "target p95", "selector"].flatMap((name) => (fields[name] ? [`${name} ${fields[name]}`] : []));
  return said.length === 0 ? "" : ` (${said.join(", ")})`;
}

function teamFields({ name, contact, members }: Team): Fields {
  return { name, contact, members: members.join(", ") };
}

function serviceFields(service: Service): Fields {
  const { owner, kind, repositoryUrl, rollbackTemplate } = service;
  const owners = Object.entries(service.owners).map(([what, team]) => [`owner of ${what}`, team] as const);
  return {
    owner: owner ?? "",
    ...Object.fromEntries(owners),
    kind,
    repository: repositoryUrl,
    rollback: rollbackTemplate ?? "",
  };
}

function journeyFields({ title, owner }: Journey): Fields {
  return { title, owner: owner ?? "" };
}

function stepFields({ title, owner, selector, measure, target }: Step): Fields {
  return {
    title,
    owner: owner ?? "",
    ...(selector === null ? {} : { selector: selectorText(selector) }),
    ...(measure === null ? {} : { measure: measuredOf(measure) }),
    "target p95": formatDurationMs(target.p95Ms),
    "target error_rate": percentText(target.errorRate),
    "target payload": target.payloadBytes === null ? "" : `${target.payloadBytes}B`,
    "target cache_hit": percentText(target.cacheHitRate),
    "target window": formatDurationMs(target.windowMs),
    "target min_samples": String(target.minSamples),
  };
}

function selectorText(selector: StepSelector): string {
  const kind = SPAN_KINDS.find((name) => spanKindNumber(name) === selector.kind) ?? "";
  return [selector.service, kind, endpointOf(selector), selector.entry ? "(entry)" : ""].filter(Boolean).join(" ");
}

function percentText(share: number | null): string {
  return share === null ? "" : `${Number((share * 100).toFixed(4))}%`;
}

function stepsById(catalog: Catalog): Map<string, Step> {
  return new Map(
    [...catalog.journeys.values()].flatMap((journey) =>
      [...journey.steps.values()].map((step): [string, Step] => [`${journey.id}/${step.id}`, step]),
    ),
  );
}

function tagDifferences(before: Catalog, after: Catalog): CatalogDifference[] {
  return TAG_KEYS.flatMap((tag): CatalogDifference[] => {
    const aliases = (catalog: Catalog) => catalog.tagAttributes[tag].slice(TAG_ATTRIBUTES[tag].length).join(", ");
    const [from, to] = [aliases(before), aliases(after)];
    if (from === to) return [];
    return [{ noun: "tag", id: tag, change: "changed", text: `${tag} aliases ${from || "none"} → ${to || "none"}` }];
  });
}
