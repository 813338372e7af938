import {
  READINESS_CHECKS,
  SCHEMA_VERSION,
  type CheckResult,
  type DrillsResponse,
  type ReadinessResponse,
  type ServiceReadiness,
} from "@governor/contract";
import type { Mode } from "./fixtures.ts";
import { ownerNamed } from "./story.ts";

const DAY_MS = 86_400_000;

/** p: pass, f: fail, ?: cannot be judged yet; in the order of the checklist. */
const SERVICES: [service: string, team: string, checks: string][] = [
  ["cases-api", "core-search", "ppppppppp"],
  ["entities-api", "core-entities", "pppp?fppf"],
  ["media", "timeline", "pppppp?ff"],
  ["exports", "", "ffp?????f"],
  ["copilot", "", "fff??????"],
];

export function readinessOf(mode: Mode, nowMs: number): ReadinessResponse {
  const services = mode === "quiet" ? [] : SERVICES.map(([service, team, marks]) => serviceOf(service, team, marks));
  return { schemaVersion: SCHEMA_VERSION, judgedMs: nowMs - 4_000, services, teams: [] };
}

export function drillsOf(mode: Mode, nowMs: number): DrillsResponse {
  const drill = {
    id: "d-1",
    kind: "rollback" as const,
    service: "cases-api",
    env: "prod",
    outcome: "passed" as const,
    durationMs: 41_000,
    note: "The flag had to be turned off first",
    actor: "rosa",
    timeUnixMs: nowMs - 6 * DAY_MS,
  };
  const failed = {
    ...drill,
    id: "d-2",
    kind: "cache-invalidation" as const,
    service: "media",
    outcome: "failed" as const,
  };
  const drills =
    mode === "quiet" ? [] : [drill, { ...failed, durationMs: null, note: "", timeUnixMs: nowMs - 40 * DAY_MS }];
  return { schemaVersion: SCHEMA_VERSION, drills };
}

const TITLES = [
  "Targets set",
  "Owners assigned",
  "Instrumented",
  "Sampling declared",
  "Budgets enforced in CI",
  "Offenders triaged this week",
  "Cache invalidation tested",
  "Release markers",
  "Rollback drill on record",
];

function serviceOf(service: string, team: string, marks: string): ServiceReadiness {
  const checks = READINESS_CHECKS.map((check, i): CheckResult => {
    const mark = marks[i];
    const outcome = mark === "p" ? "pass" : mark === "f" ? "breach" : "not-enough-data";
    return {
      check,
      title: TITLES[i] ?? check,
      outcome,
      summary: SUMMARIES[outcome],
      remedy:
        outcome === "pass"
          ? ""
          : `Practise it, then: \`governor readiness drill --service ${service} --kind rollback --passed\`.`,
    };
  });
  const count = (outcome: CheckResult["outcome"]) => checks.filter((each) => each.outcome === outcome).length;
  const own = team === "" ? null : { team, source: "service" as const };
  return {
    service,
    inCatalog: service !== "copilot",
    owner: team === "" ? null : ownerNamed(team),
    owners: {
      performance: own,
      queries: own && {
        team: service === "media" ? "platform" : team,
        source: service === "media" ? "responsibility" : "service",
      },
      jobs: own,
      telemetry: { team: "platform", source: "responsibility" },
      vendors: service === "entities-api" ? null : own,
    },
    checks,
    passed: count("pass"),
    failed: count("breach"),
    unjudged: count("not-enough-data"),
  };
}

const SUMMARIES = {
  pass: "Two targets are measured on it.",
  breach: "Nobody has practised going back a release.",
  "not-enough-data": "No release of it came in the last 30 days.",
};
