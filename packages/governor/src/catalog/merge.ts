import { isDeepStrictEqual } from "node:util";
import { TAG_KEYS, type CatalogConflict, type CatalogNoun, type TagKey } from "@governor/contract";
import { buildCatalog } from "./build.ts";
import type { Catalog } from "./catalog.ts";
import { CATALOG_LIMITS } from "./limits.ts";
import { inOrder, readPart, type ReadPart } from "./load.ts";
import type { Problem } from "./problem.ts";
import { namesIn } from "./references.ts";
import type { CatalogSource } from "./schema.ts";
import type { Path, What } from "./source.ts";

/** What one repository defines, as text. */
export interface PartText {
  name: string;
  /** Name of the file, for the places of its problems. */
  file: string;
  text: string;
}

type Section = "teams" | "services" | "journeys";

export interface MergedCatalog {
  /** What is in force: everything that no earlier part defines differently. */
  catalog: Catalog;
  /** The same as a file would say it. */
  source: CatalogSource;
  /** Of each part, in the order of its file. */
  problems: ReadonlyMap<string, readonly Problem[]>;
  conflicts: readonly CatalogConflict[];
  /** The parts that define an id, alike; the first one's definition stands. */
  origins: Record<Section, ReadonlyMap<string, readonly string[]>>;
  /** Of each part, how much it defines. */
  sizes: ReadonlyMap<string, Record<Section, number>>;
}

/**
 * The parts as one catalog. A team, service or journey is defined by one part; two that say the same are fine, of two
 * that differ the earlier stands and the later has a `conflict`. References cross parts. Aliases of tags add up.
 * Never throws: a part that is broken defines nothing, and says why.
 */
export function mergeCatalog(parts: readonly PartText[], path: string | null = null): MergedCatalog {
  const read = parts.map((part) => new Part(part));
  const names = namesOf(read);
  for (const part of read) part.problems.push(...part.read.problems, ...part.read.referenceProblems(names));
  const merger = new Merger();
  for (const part of read) merger.add(part);
  merger.checkLimits(read.at(-1));
  const { source } = merger;
  return {
    catalog: buildCatalog(source, path),
    source,
    problems: new Map(read.map((part) => [part.name, inOrder(part.problems)])),
    conflicts: [...merger.conflicts.values()],
    origins: merger.originNames(),
    sizes: new Map(read.map((part) => [part.name, part.sizes()])),
  };
}

class Part {
  readonly name: string;
  readonly file: string;
  readonly read: ReadPart;
  readonly problems: Problem[] = [];

  constructor({ name, file, text }: PartText) {
    this.name = name;
    this.file = file;
    this.read = readPart(text, file);
  }

  report(path: Path, what: What): void {
    this.problems.push(this.read.source.problemAt(path, "key", what));
  }

  lineOf(path: Path): number {
    return this.read.source.problemAt(path, "key", { rule: "", message: "", fix: "" }).line;
  }

  sizes(): Record<Section, number> {
    const count = (section: Section) => Object.keys(this.read.parsed?.[section] ?? {}).length;
    return { teams: count("teams"), services: count("services"), journeys: count("journeys") };
  }
}

function namesOf(parts: readonly Part[]): { teams: string[]; services: string[] } {
  const names = parts.map(({ read }) => namesIn(read.value));
  return { teams: names.flatMap(({ teams }) => teams), services: names.flatMap(({ services }) => services) };
}

const NOUNS: Record<Section, CatalogNoun> = { teams: "team", services: "service", journeys: "journey" };
const SECTIONS = ["teams", "services", "journeys"] as const;

class Merger {
  readonly conflicts = new Map<string, CatalogConflict>();
  readonly #sections: Record<Section, Map<string, unknown>> = {
    teams: new Map(),
    services: new Map(),
    journeys: new Map(),
  };
  readonly #origins: Record<Section, Map<string, Part[]>> = {
    teams: new Map(),
    services: new Map(),
    journeys: new Map(),
  };
  readonly #aliases = new Map<string, { tag: TagKey; part: Part; index: number }>();

  add(part: Part): void {
    for (const section of SECTIONS) {
      for (const [id, definition] of Object.entries(part.read.parsed?.[section] ?? {})) {
        this.#define(section, id, definition, part);
      }
    }
    for (const tag of TAG_KEYS) {
      for (const [index, alias] of (part.read.parsed?.tags?.[tag] ?? []).entries())
        this.#alias(tag, alias, index, part);
    }
  }

  get source(): CatalogSource {
    const tags: Partial<Record<TagKey, string[]>> = {};
    for (const [alias, { tag }] of this.#aliases) (tags[tag] ??= []).push(alias);
    const { teams, services, journeys } = this.#sections;
    // An empty section is left out, so that the version is that of one file with the same intent.
    const source = {
      teams: objectOf(teams),
      services: objectOf(services),
      tags: filled(tags),
      journeys: objectOf(journeys),
    };
    return { version: 1, ...Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined)) };
  }

  originNames(): Record<Section, Map<string, string[]>> {
    const named = (section: Section) =>
      new Map([...this.#origins[section]].map(([id, parts]) => [id, parts.map(({ name }) => name)]));
    return { teams: named("teams"), services: named("services"), journeys: named("journeys") };
  }

  /** What the parts may have together is what one file may have. */
  checkLimits(last: Part | undefined): void {
    for (const section of SECTIONS) {
      const count = this.#sections[section].size;
      const most = CATALOG_LIMITS[section];
      if (count <= most) continue;
      const message = `The parts have ${count} ${section} together; the limit is ${most}.`;
      last?.report([section], { rule: "limit", message, fix: "Remove what is not used." });
    }
  }

  #define(section: Section, id: string, definition: unknown, part: Part): void {
    const known = this.#sections[section];
    const parts = this.#origins[section].get(id);
    if (parts === undefined) {
      known.set(id, definition);
      this.#origins[section].set(id, [part]);
    } else if (isDeepStrictEqual(known.get(id) ?? {}, definition ?? {})) parts.push(part);
    else if (parts[0]) this.#conflict(NOUNS[section], id, [parts[0], part], [section, id], [section, id]);
  }

  #alias(tag: TagKey, alias: string, index: number, part: Part): void {
    const known = this.#aliases.get(alias);
    if (known === undefined) this.#aliases.set(alias, { tag, part, index });
    // Within one part it is a mistake of that file, which says so itself.
    else if (known.tag !== tag && known.part !== part)
      this.#conflict("tag", alias, [known.part, part], ["tags", known.tag, known.index], ["tags", tag, index]);
  }

  #conflict(noun: CatalogNoun, id: string, [first, later]: [Part, Part], firstAt: Path, laterAt: Path): void {
    const line = first.lineOf(firstAt);
    const key = `${noun} ${id}`;
    const known = this.conflicts.get(key) ?? {
      noun,
      id,
      definitions: [{ part: first.name, file: first.file, line }],
    };
    known.definitions.push({ part: later.name, file: later.file, line: later.lineOf(laterAt) });
    this.conflicts.set(key, known);
    const what = noun === "tag" ? `The alias "${id}" means another tag` : `The ${noun} "${id}" is defined differently`;
    const message = `${what} in the part ${first.name} (${first.file}:${line}).`;
    later.report(laterAt, { rule: "conflict", message, fix: "Remove it here or there, or make both the same." });
  }
}

function objectOf(map: ReadonlyMap<string, unknown>): object | undefined {
  return filled(Object.fromEntries(map));
}

function filled<Value extends object>(value: Value): Value | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
