import { READINESS_CHECKS, RESPONSIBILITIES, type ReadinessCheck, type Responsibility } from "@governor/contract";
import { expect, test } from "vitest";
import { judgeReadiness, type ReadinessFacts } from "./judge.ts";

const NOW = Date.UTC(2026, 10, 23);
const DAY_MS = 86_400_000;

/** A service that has done everything. */
const READY: ReadinessFacts = {
  service: "cases-api",
  inCatalog: true,
  targets: 2,
  owners: ownersOf("search"),
  telemetry: {
    service: "cases-api",
    spans: 1_000,
    sampledKnown: 1_000,
    withEnv: 1_000,
    withRelease: 960,
    saysTenant: true,
    saysCache: true,
  },
  releases: [{ release: "v2", announced: true }],
  gateRuns: [{ release: "v2", outcome: "pass", ranMs: NOW - DAY_MS }],
  findings: [{ open: true, triaged: true, openedMs: NOW - 20 * DAY_MS }],
  drills: [
    { kind: "rollback", passed: true, timeMs: NOW - 90 * DAY_MS },
    { kind: "cache-invalidation", passed: true, timeMs: NOW },
  ],
};

test("a service that has done everything passes every check, in the checklist's order", () => {
  const verdicts = judgeReadiness(READY, NOW);
  expect(verdicts.map(({ check, outcome }) => `${check} ${outcome}`)).toEqual(
    READINESS_CHECKS.map((check) => `${check} pass`),
  );
  expect(verdicts.every(({ next }) => next === "")).toBe(true);
});

test("a service that only sends spans is told what is missing, check by check", () => {
  const bare: ReadinessFacts = {
    ...READY,
    inCatalog: false,
    targets: 0,
    owners: ownersOf(null),
    telemetry: { ...telemetry(), sampledKnown: 0, withEnv: 0, withRelease: 100, saysTenant: false, saysCache: false },
    releases: [],
    gateRuns: [],
    findings: [],
    drills: [],
  };
  expect(judgeReadiness(bare, NOW).map(({ check, outcome, summary }) => `${check} ${outcome}: ${summary}`)).toEqual([
    "targets breach: No journey step with a target is measured on it.",
    "owners breach: Nobody answers for performance, queries, jobs, telemetry, vendors.",
    "instrumentation breach: Spans of the last day lack deployment.environment.name, service.version, governor.tenant.",
    "sampling not-enough-data: 0 % of its spans say how they were sampled: the rest count as one each, which is right only if its SDK samples nothing away.",
    "gate not-enough-data: No release of it came in the last 30 days.",
    "triage pass: There was nothing to triage this week.",
    "cache not-enough-data: No span of the last day says whether a cache answered.",
    "release-markers not-enough-data: No release of it came in the last 30 days.",
    "rollback-drill breach: Nobody has practised going back a release.",
  ]);
});

test("what is not a pass says what to do next", () => {
  const verdicts = judgeReadiness({ ...READY, telemetry: null, releases: [], targets: 0, drills: [] }, NOW);
  const silent = verdicts.filter(({ outcome, next }) => outcome !== "pass" && next === "");
  expect(silent).toEqual([]);
});

test.each<[title: string, check: ReadinessCheck, change: Partial<ReadinessFacts>, outcome: string, summary: RegExp]>([
  [
    "one responsibility of five that nobody has",
    "owners",
    { owners: { ...ownersOf("search"), vendors: null } },
    "breach",
    /vendors/,
  ],
  ["silence for a day", "instrumentation", { telemetry: null }, "breach", /no span for a day/],
  ["silence, for the sampling", "sampling", { telemetry: null }, "not-enough-data", /no span/],
  [
    "a newer release that no gate judged",
    "gate",
    { releases: [{ release: "v3", announced: true }, ...READY.releases] },
    "breach",
    /v3 came without a gate in CI; v2 was the last/,
  ],
  [
    "a gate that found a breach: it is enforced",
    "gate",
    { gateRuns: [{ release: "v2", outcome: "breach", ranMs: NOW }] },
    "pass",
    /a budget was breached/,
  ],
  [
    "an open finding of eight days that nobody looked at",
    "triage",
    { findings: [{ open: true, triaged: false, openedMs: NOW - 8 * DAY_MS }] },
    "breach",
    /1 finding open for more than 7 days/,
  ],
  [
    "an open finding of six days",
    "triage",
    { findings: [{ open: true, triaged: false, openedMs: NOW - 6 * DAY_MS }] },
    "pass",
    /1 finding waiting/,
  ],
  [
    "a finding that closed itself before anybody looked",
    "triage",
    { findings: [{ open: false, triaged: false, openedMs: NOW - 20 * DAY_MS }] },
    "pass",
    /All of 1 finding/,
  ],
  ["a cache whose invalidation nobody tested", "cache", { drills: [] }, "breach", /nobody has tested making it forget/],
  [
    "one of two releases unannounced",
    "release-markers",
    {
      releases: [
        { release: "v2", announced: true },
        { release: "v1", announced: false },
      ],
    },
    "breach",
    /1 of 2 releases/,
  ],
  [
    "a drill of 91 days",
    "rollback-drill",
    { drills: [{ kind: "rollback", passed: true, timeMs: NOW - 91 * DAY_MS }] },
    "breach",
    /91 days ago/,
  ],
  [
    "a newer drill that failed",
    "rollback-drill",
    { drills: [{ kind: "rollback", passed: false, timeMs: NOW }, ...READY.drills] },
    "breach",
    /failed, today/,
  ],
])("%s", (_title, check, change, outcome, summary) => {
  const verdict = judgeReadiness({ ...READY, ...change }, NOW).find((one) => one.check === check);
  expect(verdict).toMatchObject({ rule: `readiness.${check}`, outcome, summary: expect.stringMatching(summary) });
});

function ownersOf(team: string | null): Record<Responsibility, string | null> {
  return Object.fromEntries(RESPONSIBILITIES.map((one) => [one, team])) as Record<Responsibility, string | null>;
}

function telemetry() {
  if (READY.telemetry === null) throw new TypeError("the ready service sends telemetry");
  return READY.telemetry;
}
