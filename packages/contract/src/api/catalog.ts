import type { TagKey } from "../tags.ts";
import type { Owner } from "../verdict.ts";
import type { Versioned } from "./base.ts";

/** Something wrong in a part of the catalog, with its place and what to do. Lines and columns count from 1. */
export interface CatalogProblem {
  file: string;
  line: number;
  column: number;
  /** Kebab-case id, listed in docs/catalog.md. */
  rule: string;
  /** Dotted place in the document: `journeys.case-search.steps.search`. */
  at: string;
  message: string;
  fix: string;
  /** The line and its neighbours, with carets under the place. */
  frame: string;
}

/** The part that is the server's own `--catalog` file; every other part was pushed. */
export const FILE_PART = "file";

/** What one repository defines. */
export interface CatalogPart {
  /** Name of the repository, or `file`. */
  name: string;
  /** File it was read from, as its repository names it. */
  file: string;
  /** Version of its push; null for `file`. */
  version: number | null;
  /** SHA-256 of its content, hex. */
  contentHash: string;
  /** Commit, empty when not said. */
  revision: string;
  /** `key:<id>` or `local`; empty for `file`. */
  pushedBy: string;
  /** Null for `file`. */
  pushedMs: number | null;
  teams: number;
  services: number;
  journeys: number;
  /** Of the part as it is in force, conflicts with other parts included. */
  problems: CatalogProblem[];
}

export interface CatalogTeam {
  team: string;
  name: string;
  contact: string;
  members: string[];
  /** Parts that define it, alike; the first one stands. */
  parts: string[];
}

export interface CatalogService {
  service: string;
  /** `api`, `worker`, `web`, …, in their own words; empty when not said. */
  kind: string;
  owner: Owner | null;
  repositoryUrl: string;
  /** The rollback command's template; null when not said. */
  rollback: string | null;
  parts: string[];
  /** Newest span, epoch milliseconds; null where the period has none. */
  lastSeenMs: number | null;
}

export interface CatalogStep {
  step: string;
  title: string;
  owner: Owner | null;
  /** Empty where browsers measure the step. */
  service: string;
  /** `GET /api/cases/search`, a span's name, or what browsers measure: `ttfb of /cases`. */
  endpoint: string;
  targetMs: number;
  /** 0 to 1; null where none is set, as for the two below. */
  errorRateMax: number | null;
  payloadMaxBytes: number | null;
  cacheHitMin: number | null;
  windowMs: number;
  minSamples: number;
}

export interface CatalogJourney {
  journey: string;
  title: string;
  owner: Owner | null;
  parts: string[];
  steps: CatalogStep[];
}

export const CATALOG_NOUNS = ["team", "service", "journey", "tag"] as const;
export type CatalogNoun = (typeof CATALOG_NOUNS)[number];

/** One thing that two parts define differently; the first of `definitions` stands. */
export interface CatalogConflict {
  noun: CatalogNoun;
  id: string;
  definitions: { part: string; file: string; line: number }[];
}

/** A service that telemetry has shown and no catalog names with an owner. */
export interface OrphanService {
  service: string;
  env: string;
  spans: number;
  lastSeenMs: number;
}

/** A service of the catalog from which the period has no span. */
export interface SilentService {
  service: string;
  owner: Owner | null;
  parts: string[];
}

export const CATALOG_CHANGES = ["pushed", "removed", "rolled-back"] as const;

/** One push, kept for good. */
export interface CatalogVersion {
  version: number;
  part: string;
  change: (typeof CATALOG_CHANGES)[number];
  /** Empty where the part was removed. */
  contentHash: string;
  revision: string;
  pushedBy: string;
  pushedMs: number;
  /** The version whose content this one brought back; null otherwise. */
  restores: number | null;
  /** The part's newest version. */
  inForce: boolean;
}

/** `GET /api/v1/catalog`: the merged catalog, where each line of it came from, and what is wrong with it. */
export interface CatalogResponse extends Versioned {
  /** Content hash of the merged catalog. */
  contentHash: string;
  /** Newest version of any part; null before the first push. */
  version: number | null;
  /** Period in which services were looked for. */
  fromMs: number;
  toMs: number;
  parts: CatalogPart[];
  teams: CatalogTeam[];
  services: CatalogService[];
  journeys: CatalogJourney[];
  /** Aliases that the catalog adds to each tag's own names. */
  tagAliases: Record<TagKey, string[]>;
  conflicts: CatalogConflict[];
  /** Most spans first. */
  orphans: OrphanService[];
  silent: SilentService[];
  /** Newest first, at most 50. */
  versions: CatalogVersion[];
}

/** `GET /api/v1/catalog/versions`: newest first. */
export interface CatalogVersionsResponse extends Versioned {
  versions: CatalogVersion[];
}

/** `GET /api/v1/catalog/parts/{part}`: a part as it was pushed. */
export interface CatalogPartResponse extends Versioned {
  part: string;
  /** 0 for `file`, which has no versions. */
  version: number;
  file: string;
  revision: string;
  content: string;
}

/** One line of what a push changes. */
export interface CatalogDifference {
  noun: CatalogNoun | "step";
  /** `cases-api`, `case-search/search`. */
  id: string;
  change: "added" | "removed" | "changed";
  /** In words: `case-search/search target p95 600ms → 500ms`. */
  text: string;
}

/** `PUT` and `DELETE /api/v1/catalog/parts/{part}`, `POST /api/v1/catalog/rollback` */
export interface CatalogPushed extends Versioned {
  part: string;
  /** `checked` is a dry run; `unchanged` is content that was in force already. */
  outcome: "stored" | "unchanged" | "checked";
  /** The part's version now in force; null where there is none. */
  version: number | null;
  /** What changes in the merged catalog. */
  differences: CatalogDifference[];
}
