import {
  SCHEMA_VERSION,
  type CatalogJourney,
  type CatalogPart,
  type CatalogPartResponse,
  type CatalogPushed,
  type CatalogResponse,
  type CatalogVersion,
} from "@governor/contract";
import type { Mode } from "./fixtures.ts";
import { ownerNamed } from "./story.ts";

const DAY_MS = 86_400_000;

export function catalogOf(mode: Mode, nowMs: number): CatalogResponse {
  const none = mode === "no-catalog" || mode === "empty" || mode === "quiet";
  const orphan = { service: "copilot", env: "prod", spans: 15_000, lastSeenMs: nowMs - 40_000 };
  return {
    schemaVersion: SCHEMA_VERSION,
    contentHash: "4be1f0c2a97d55aa",
    version: none ? null : 12,
    fromMs: nowMs - DAY_MS,
    toMs: nowMs,
    parts: none ? [] : partsOf(nowMs),
    teams: none
      ? []
      : TEAMS.map(([team, name, part]) => ({ team, name, contact: `#${team}`, members: [], parts: [part] })),
    services: none
      ? []
      : SERVICES.map(([service, team, kind, part]) => ({
          service,
          kind,
          owner: team === "" ? null : ownerNamed(team),
          repositoryUrl: `https://git.example.com/${service}`,
          rollback:
            kind === "api" ? "kubectl set image deploy/{service} app=registry.example.com/{service}:{previous}" : null,
          parts: [part],
          lastSeenMs: service === "audit" ? null : nowMs - 20_000,
        })),
    journeys: none ? [] : JOURNEYS,
    tagAliases: {
      service: [],
      env: [],
      tenant: ["tenant.id"],
      feature: [],
      domain: [],
      journey: [],
      step: [],
      release: [],
    },
    conflicts: none
      ? []
      : [
          {
            noun: "service",
            id: "media",
            definitions: [
              { part: "file", file: "governor.yaml", line: 21 },
              { part: "media", file: "ops/governor.yaml", line: 4 },
            ],
          },
        ],
    orphans: none ? [{ ...orphan, service: "cases-api", spans: 610_000 }, orphan] : [orphan],
    silent: none ? [] : [{ service: "audit", owner: ownerNamed("core-entities"), parts: ["entities"] }],
    versions: none ? [] : versionsOf(nowMs),
  };
}

export function catalogPart(part: string, query: URLSearchParams): Omit<CatalogPartResponse, "schemaVersion"> {
  const content =
    'version: 1\nteams:\n  core-search:\n    contact: "#core-search"\nservices:\n  cases-api:\n    owner: core-search\n';
  return { part, version: Number(query.get("version") ?? 0), file: "governor.yaml", revision: "a1b2c3d4", content };
}

export function catalogPushed(): Omit<CatalogPushed, "schemaVersion"> {
  return {
    part: "cases",
    outcome: "checked",
    version: 12,
    differences: [
      {
        noun: "step",
        id: "case-search/search-api",
        change: "changed",
        text: "case-search/search-api target p95 600ms → 500ms",
      },
      { noun: "service", id: "cases-worker", change: "removed", text: "service cases-worker" },
      { noun: "team", id: "search", change: "added", text: "team search" },
    ],
  };
}

const TEAMS = [
  ["core-search", "Core Search", "cases"],
  ["core-entities", "Core Entities", "entities"],
  ["timeline", "Timeline", "media"],
  ["platform", "platform", "file"],
] as const;

const SERVICES = [
  ["cases-api", "core-search", "api", "cases"],
  ["entities-api", "core-entities", "api", "entities"],
  ["audit", "core-entities", "worker", "entities"],
  ["media", "timeline", "api", "file"],
  ["exports", "", "worker", "cases"],
] as const;

const JOURNEYS: CatalogJourney[] = [
  {
    journey: "case-search",
    title: "Case search",
    owner: ownerNamed("core-search"),
    parts: ["cases"],
    steps: [
      step("search-api", "Search API", "cases-api", "GET /cases/search", 600),
      {
        ...step("graph-fetch", "Graph fetch", "cases-api", "GET /cases/:id/graph", 450),
        errorRateMax: 0.01,
        payloadMaxBytes: 512_000,
        cacheHitMin: 0.8,
      },
      step("page", "Page TTFB", "", "ttfb of /cases", 300),
    ],
  },
  {
    journey: "entity-link",
    title: "Entity create & link",
    owner: ownerNamed("core-entities"),
    parts: ["entities"],
    steps: [step("submit-api", "Submit API", "entities-api", "POST /entities", 500)],
  },
];

function step(id: string, title: string, service: string, endpoint: string, targetMs: number) {
  return {
    step: id,
    title,
    owner: ownerNamed("core-search"),
    service,
    endpoint,
    targetMs,
    errorRateMax: null,
    payloadMaxBytes: null,
    cacheHitMin: null,
    windowMs: 600_000,
    minSamples: 200,
  };
}

function partsOf(nowMs: number): CatalogPart[] {
  return (["file", "cases", "entities"] as const).map((name, i) => ({
    name,
    file: i === 1 ? "ops/governor.yaml" : "governor.yaml",
    version: i === 0 ? null : 13 - i,
    contentHash: `${i}be1f0c2a97d55aa`,
    revision: i === 0 ? "" : "a1b2c3d4e5f6",
    pushedBy: i === 0 ? "" : "ci-main",
    pushedMs: i === 0 ? null : nowMs - i * DAY_MS,
    teams: 1,
    services: 2,
    journeys: i === 0 ? 0 : 1,
    problems: [],
  }));
}

function versionsOf(nowMs: number): CatalogVersion[] {
  return [12, 11, 10, 9].map((version, i) => ({
    version,
    part: i % 2 === 0 ? "cases" : "entities",
    change: i === 2 ? "rolled-back" : "pushed",
    contentHash: `${i}be1`,
    revision: i === 2 ? "" : "a1b2c3d4e5f6",
    pushedBy: i === 2 ? "rosa" : "ci-main",
    pushedMs: nowMs - (i + 1) * DAY_MS,
    restores: i === 2 ? 7 : null,
    inForce: i < 2,
  }));
}
