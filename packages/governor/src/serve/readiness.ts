import {
  FINDING_STATES,
  LIMITS,
  RESPONSIBILITIES,
  SCHEMA_VERSION,
  type CheckResult,
  type Drill,
  type Finding,
  type ReadinessCheck,
  type ReadinessResponse,
  type Release,
  type Responsibility,
  type ServiceReadiness,
  type TeamReadiness,
} from "@governor/contract";
import { listFindings } from "../act/finding/finding.ts";
import { ownerOf, stepsOf, type Catalog } from "../catalog/catalog.ts";
import { readChanges, readReleasesSeen } from "../explain/change/read.ts";
import { cameMs, releasesOf } from "../explain/change/releases.ts";
import { judgeReadiness, TRIAGE_DAYS, type ReadinessFacts } from "../judge/readiness/judge.ts";
import { readServiceTelemetry, type ServiceTelemetry } from "../judge/readiness/telemetry.ts";
import { listDrills } from "../records/drill/drill.ts";
import { listGateRuns, type GateRun } from "../records/gate-run/gate-run.ts";
import type { Facts } from "../store/facts/facts.ts";
import type { Scope } from "../store/scope.ts";
import type { StateQueries } from "../store/state/state.ts";

const DAY_MS = 86_400_000;
/** Releases and gates of this period count. */
const RELEASE_DAYS = 30;

const TITLES: Record<ReadinessCheck, string> = {
  targets: "Targets set",
  owners: "Owners assigned",
  instrumentation: "Instrumented",
  sampling: "Sampling declared",
  gate: "Budgets enforced in CI",
  triage: "Offenders triaged this week",
  cache: "Cache invalidation tested",
  "release-markers": "Release markers",
  "rollback-drill": "Rollback drill on record",
};

export interface ReadinessInput {
  facts: Facts;
  state: StateQueries;
  catalog: Catalog;
  scope: Scope;
  nowMs: number;
}

/**
 * The scorecard: the delivery checklist judged for each service of the catalog and each that sent spans within a day, and
 * summed by team. Services outside the scope are left out. The scope must not be limited to tenants: what is read is about all of them.
 */
export async function readiness(input: ReadinessInput): Promise<ReadinessResponse> {
  const { catalog, scope, nowMs } = input;
  const read = await readAll(input);
  const names = new Set([...catalog.services.keys(), ...read.telemetry.keys()]);
  const services = [...names]
    .filter((name) => scope.services === "all" || scope.services.includes(name))
    .map((name) => serviceReadiness(name, read, catalog, nowMs));
  return { schemaVersion: SCHEMA_VERSION, judgedMs: nowMs, services, teams: byTeam(services) };
}

interface Read {
  telemetry: ReadonlyMap<string, ServiceTelemetry>;
  /** Newest first. */
  releases: readonly Release[];
  gateRuns: readonly GateRun[];
  findings: readonly Finding[];
  drills: readonly Drill[];
}

async function readAll({ facts, state, scope, nowMs }: ReadinessInput): Promise<Read> {
  const monthAgoMs = nowMs - RELEASE_DAYS * DAY_MS;
  const month = { fromMs: monthAgoMs, toMs: nowMs };
  const [telemetry, seen, events, findings, drills, gateRuns] = await Promise.all([
    readServiceTelemetry(facts, { fromMs: nowMs - DAY_MS, toMs: nowMs }, scope),
    readReleasesSeen(facts, month, scope),
    readChanges(facts, month, scope),
    listFindings(state, { states: FINDING_STATES, nowMs, fromMs: nowMs - TRIAGE_DAYS * DAY_MS, toMs: nowMs }),
    listDrills(state, { limit: LIMITS.listRows }),
    listGateRuns(state, { sinceMs: monthAgoMs, limit: LIMITS.listRows }),
  ]);
  return {
    telemetry: new Map(telemetry.map((one) => [one.service, one])),
    // One that only goes on running did not come in the period, however often it was seen in it.
    releases: releasesOf(seen, events)
      .filter((release) => release.firstSeenMs !== null)
      .sort((a, b) => cameMs(b) - cameMs(a)),
    gateRuns,
    findings,
    drills,
  };
}

function serviceReadiness(service: string, read: Read, catalog: Catalog, nowMs: number): ServiceReadiness {
  const owners = ownersOf(service, catalog);
  const facts: ReadinessFacts = {
    service,
    inCatalog: catalog.services.has(service),
    targets: stepsOf(catalog).filter((step) => step.service === service).length,
    owners: mapOwners(owners),
    telemetry: read.telemetry.get(service) ?? null,
    releases: read.releases
      .filter((release) => release.service === service)
      .map(({ release, event }) => ({ release, announced: event !== null })),
    gateRuns: read.gateRuns.filter((run) => run.services.includes(service)),
    findings: read.findings
      .filter((finding) => finding.verdict.subject.service === service)
      .map(({ state, triagedMs, openedMs }) => ({
        open: state === "open" || state === "acknowledged",
        triaged: triagedMs !== null,
        openedMs,
      })),
    drills: read.drills
      .filter((drill) => drill.service === service)
      .map(({ kind, outcome, timeUnixMs }) => ({ kind, passed: outcome === "passed", timeMs: timeUnixMs })),
  };
  const checks = judgeReadiness(facts, nowMs).map(({ check, outcome, summary, next }): CheckResult => ({
    check,
    title: TITLES[check],
    outcome,
    summary,
    remedy: next,
  }));
  return {
    service,
    inCatalog: facts.inCatalog,
    owner: ownerOf(catalog, { service }),
    owners,
    checks,
    ...tally(checks),
  };
}

function ownersOf(service: string, catalog: Catalog): ServiceReadiness["owners"] {
  const entry = catalog.services.get(service);
  const owner = (one: Responsibility): ServiceReadiness["owners"][Responsibility] => {
    const team = entry?.owners[one];
    if (team !== undefined) return { team, source: "responsibility" };
    return entry?.owner ? { team: entry.owner, source: "service" } : null;
  };
  return Object.fromEntries(RESPONSIBILITIES.map((one) => [one, owner(one)])) as ServiceReadiness["owners"];
}

function mapOwners(owners: ServiceReadiness["owners"]): ReadinessFacts["owners"] {
  const entries = RESPONSIBILITIES.map((one) => [one, owners[one]?.team ?? null]);
  return Object.fromEntries(entries) as ReadinessFacts["owners"];
}

type Tally = Pick<ServiceReadiness, "passed" | "failed" | "unjudged">;

function tally(checks: readonly CheckResult[]): Tally {
  const count = (outcome: CheckResult["outcome"]): number => checks.filter((one) => one.outcome === outcome).length;
  return { passed: count("pass"), failed: count("breach"), unjudged: count("not-enough-data") };
}

/** By team, worst first; what nobody owns is a team without a name. */
function byTeam(services: readonly ServiceReadiness[]): TeamReadiness[] {
  const teams = new Map<string, TeamReadiness>();
  for (const { owner, passed, failed, unjudged } of services) {
    const id = owner?.team ?? "";
    const team = teams.get(id) ?? { team: id, services: 0, passed: 0, failed: 0, unjudged: 0 };
    team.services += 1;
    team.passed += passed;
    team.failed += failed;
    team.unjudged += unjudged;
    teams.set(id, team);
  }
  return [...teams.values()].sort((a, b) => b.failed - a.failed || (a.team < b.team ? -1 : 1));
}
