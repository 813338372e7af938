import {
  CATALOG_CHANGES,
  CATALOG_NOUNS,
  TAG_KEYS,
  type CatalogPartResponse,
  type CatalogPushed,
  type CatalogResponse,
  type CatalogVersionsResponse,
  type TagKey,
} from "@governor/contract";
import { z } from "zod";
import { epochMs, number, schemaVersion, text } from "./base.ts";
import { owner } from "./verdict.ts";

const names = z.array(text).describe("Parts that define it, alike; the first one stands");

export const catalogProblem = z
  .object({
    file: text,
    line: number,
    column: number,
    rule: text,
    at: text,
    message: text,
    fix: text,
    frame: text,
  })
  .meta({ id: "CatalogProblem", description: "Something wrong in a part, with its place and what to do." });

const part = z.object({
  name: text,
  file: text,
  version: number.nullable(),
  contentHash: text,
  revision: text,
  pushedBy: text,
  pushedMs: epochMs.nullable(),
  teams: number,
  services: number,
  journeys: number,
  problems: z.array(catalogProblem),
});

const step = z.object({
  step: text,
  title: text,
  owner: owner.nullable(),
  service: text,
  endpoint: text,
  targetMs: number,
  errorRateMax: number.nullable(),
  payloadMaxBytes: number.nullable(),
  cacheHitMin: number.nullable(),
  windowMs: number,
  minSamples: number,
});

const version = z
  .object({
    version: number,
    part: text,
    change: z.enum(CATALOG_CHANGES),
    contentHash: text,
    revision: text,
    pushedBy: text,
    pushedMs: epochMs,
    restores: number.nullable(),
    inForce: z.boolean(),
  })
  .meta({ id: "CatalogVersion", description: "One push of one part, kept for good." });

const tagAliases = z.object(
  Object.fromEntries(TAG_KEYS.map((tag) => [tag, z.array(text)])) as Record<TagKey, z.ZodArray<z.ZodString>>,
);

export const catalogResponse = z.object({
  schemaVersion,
  contentHash: text,
  version: number.nullable(),
  fromMs: epochMs,
  toMs: epochMs,
  parts: z.array(part),
  teams: z.array(z.object({ team: text, name: text, contact: text, members: z.array(text), parts: names })),
  services: z.array(
    z.object({
      service: text,
      kind: text,
      owner: owner.nullable(),
      repositoryUrl: text,
      rollback: text.nullable(),
      parts: names,
      lastSeenMs: epochMs.nullable(),
    }),
  ),
  journeys: z.array(
    z.object({ journey: text, title: text, owner: owner.nullable(), parts: names, steps: z.array(step) }),
  ),
  tagAliases,
  conflicts: z.array(
    z.object({
      noun: z.enum(CATALOG_NOUNS),
      id: text,
      definitions: z.array(z.object({ part: text, file: text, line: number })),
    }),
  ),
  orphans: z.array(z.object({ service: text, env: text, spans: number, lastSeenMs: epochMs })),
  silent: z.array(z.object({ service: text, owner: owner.nullable(), parts: names })),
  versions: z.array(version),
}) satisfies z.ZodType<CatalogResponse>;

export const catalogVersionsResponse = z.object({
  schemaVersion,
  versions: z.array(version),
}) satisfies z.ZodType<CatalogVersionsResponse>;

export const catalogPartResponse = z.object({
  schemaVersion,
  part: text,
  version: number,
  file: text,
  revision: text,
  content: text,
}) satisfies z.ZodType<CatalogPartResponse>;

export const catalogPushed = z.object({
  schemaVersion,
  part: text,
  outcome: z.enum(["stored", "unchanged", "checked"]),
  version: number.nullable(),
  differences: z.array(
    z.object({
      noun: z.enum([...CATALOG_NOUNS, "step"]),
      id: text,
      change: z.enum(["added", "removed", "changed"]),
      text,
    }),
  ),
}) satisfies z.ZodType<CatalogPushed>;
