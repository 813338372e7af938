import type { Finding, FindingState, Owner, Suspect, Unit, Verdict } from "@governor/contract";
import { DEPLOYED_AGO_MS, N_PLUS_ONE_TRACE, ownerNamed } from "./story.ts";

const HOUR_MS = 3_600_000;

/** The findings of the imaginary server, worst first; the first is the story's own. */
export function findingsOf(nowMs: number): Finding[] {
  const sinceMs = nowMs - DEPLOYED_AGO_MS + 60_000;
  return [
    {
      id: "f-1",
      fingerprint: "budget|journey=case-search|step=search-api",
      state: "open",
      openedMs: sinceMs + 120_000,
      lastSeenMs: nowMs - 20_000,
      closedMs: null,
      occurrences: 31,
      snooze: null,
      triagedMs: null,
      history: [
        entryOf(sinceMs + 120_000, "opened", 874),
        entryOf(nowMs - 80_000, "observed", 899),
        entryOf(nowMs - 20_000, "observed", 912),
      ],
      verdict: breach(nowMs, sinceMs),
    },
    ...MORE.map((each, i) => another(each, i, nowMs)),
  ];
}

interface Another {
  state: FindingState;
  rule: string;
  service: string;
  endpoint: string;
  summary: string;
  observed: number;
  limit: number;
  unit: Unit;
  n: number;
  hoursAgo: number;
  owner: Owner | null;
  release?: string;
  snoozed?: string;
  note?: string;
}

const MORE: Another[] = [
  {
    state: "open",
    rule: "repeated-query",
    service: "cases-api",
    endpoint: "GET /cases/search",
    summary: "GET /cases/search runs one query 48 times a request (at most 10): select * from owner where id = $1",
    observed: 48,
    limit: 10,
    unit: "count",
    n: 1_204,
    hoursAgo: 0.5,
    owner: ownerNamed("core-search"),
    release: "v2",
  },
  {
    state: "acknowledged",
    rule: "errors",
    service: "entities-api",
    endpoint: "POST /entities",
    summary: "POST /entities fails 0.7 % of its calls (95 % interval 0.6 % to 0.9 %, n = 18,800): limit 0.5 %.",
    observed: 0.007,
    limit: 0.005,
    unit: "ratio",
    n: 18_800,
    hoursAgo: 5,
    owner: ownerNamed("core-entities"),
    note: "Constraint on duplicate links; fix in review",
  },
  {
    state: "open",
    rule: "payload",
    service: "exports",
    endpoint: "GET /exports/:id/download",
    summary: "GET /exports/:id/download answers with 24 MB at its p95, limit 10 MB.",
    observed: 24_100_000,
    limit: 10_000_000,
    unit: "bytes",
    n: 580,
    hoursAgo: 26,
    owner: null,
  },
  {
    state: "open",
    rule: "budget",
    service: "media",
    endpoint: "GET /media/:id",
    summary:
      "Timeline playback › Media fetch: p95 1.2 s (95 % interval 1.1 s to 1.4 s, n = 3,310) is over its target of 800 ms.",
    observed: 1_210,
    limit: 800,
    unit: "ms",
    n: 3_310,
    hoursAgo: 50,
    owner: ownerNamed("timeline"),
    snoozed: "The disk is being replaced on Tuesday; nothing to do before",
  },
  {
    state: "fixed",
    rule: "budget",
    service: "entities-api",
    endpoint: "POST /relationships",
    summary: "Entity create & link › Relationship write: p95 512 ms was over its target of 350 ms.",
    observed: 512,
    limit: 350,
    unit: "ms",
    n: 1_410,
    hoursAgo: 70,
    owner: ownerNamed("core-entities"),
    release: "v14",
  },
];

function another(each: Another, i: number, nowMs: number): Finding {
  const openedMs = nowMs - each.hoursAgo * HOUR_MS;
  const closed = each.state === "fixed";
  const history = [entryOf(openedMs, "opened", each.observed * 0.96)];
  if (each.note !== undefined)
    history.push({ ...entryOf(openedMs + 900_000, "acknowledged", null), ...ROSA, note: each.note });
  if (each.snoozed !== undefined)
    history.push({ ...entryOf(openedMs + 900_000, "snoozed", null), ...ROSA, note: each.snoozed });
  if (closed) history.push(entryOf(openedMs + HOUR_MS, "fixed", each.limit * 0.8));
  return {
    id: `f-${i + 2}`,
    fingerprint: `${each.rule}|service=${each.service}|endpoint=${each.endpoint}`,
    state: each.state,
    openedMs,
    lastSeenMs: nowMs - 20_000,
    closedMs: closed ? openedMs + HOUR_MS : null,
    occurrences: Math.round(each.hoursAgo * 60),
    snooze:
      each.snoozed === undefined
        ? null
        : {
            sinceMs: openedMs + 900_000,
            untilMs: nowMs + 30 * HOUR_MS,
            reason: each.snoozed,
            by: ROSA.actor,
            byName: ROSA.actorName,
          },
    triagedMs: each.note === undefined && each.snoozed === undefined ? null : openedMs + 900_000,
    history,
    verdict: {
      ...breach(nowMs, openedMs),
      rule: each.rule,
      subject: { service: each.service, env: "prod", endpoint: each.endpoint },
      summary: each.summary,
      observed: each.observed,
      limit: each.limit,
      unit: each.unit,
      interval: { low: each.observed * 0.9, high: each.observed * 1.12 },
      n: each.n,
      owner: each.owner,
      evidence: [{ kind: "trace", traceId: N_PLUS_ONE_TRACE, note: "the newest that shows it" }],
      suspects: each.release === undefined ? suspects(nowMs).slice(1) : [suspectOf(each.service, each.release, nowMs)],
      rollback: null,
      remedy: "",
    },
  };
}

const ROSA = { actor: "key:2", actorName: "rosa" };

function entryOf(
  timeUnixMs: number,
  event: Finding["history"][number]["event"],
  observed: number | null,
): Finding["history"][number] {
  return { timeUnixMs, event, actor: "governor", actorName: "", note: "", observed };
}

function suspectOf(service: string, release: string, nowMs: number): Suspect {
  return { ...(suspects(nowMs)[0] as Suspect), service, release, probability: 0.71 };
}

function breach(nowMs: number, sinceMs: number): Verdict {
  return {
    rule: "budget",
    outcome: "breach",
    subject: {
      journey: "case-search",
      step: "search-api",
      service: "cases-api",
      env: "prod",
      endpoint: "GET /cases/search",
    },
    summary:
      "Case search › Search API: p95 912 ms (95 % interval 881 ms to 943 ms, n = 12,412) is over its target of 600 ms.",
    observed: 912,
    limit: 600,
    unit: "ms",
    interval: { low: 881, high: 943 },
    confidence: 0.99,
    n: 12_412,
    minN: 200,
    windowFromMs: nowMs - 600_000,
    windowToMs: nowMs,
    evidence: [
      { kind: "trace", traceId: N_PLUS_ONE_TRACE, note: "a trace near the p95" },
      {
        kind: "repeated-query",
        traceId: N_PLUS_ONE_TRACE,
        query: "select * from owner where id = $1",
        count: 48,
        totalMs: 612,
      },
    ],
    owner: ownerNamed("core-search"),
    sinceMs,
    suspects: suspects(nowMs),
    rollback: {
      service: "cases-api",
      fromRelease: "v2",
      toRelease: "v1",
      command: "kubectl set image deploy/cases-api app=registry.example.com/cases-api:v1",
      note: "v1 was healthy on this step for the 9 days before.",
    },
    remedy: "Batch the repeated query: one statement with `= any($1)` instead of 48.",
  };
}

function suspects(nowMs: number): Suspect[] {
  return [
    {
      kind: "deploy",
      service: "cases-api",
      release: "v2",
      sha: "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678",
      actor: "rosa",
      owner: "core-search",
      url: "https://example.com/cases/pull/418",
      timeUnixMs: nowMs - DEPLOYED_AGO_MS,
      probability: 0.86,
      reasons: ["The step slowed 60 s after this deploy", "Only spans of v2 are slow: v1 p95 288 ms, v2 p95 912 ms"],
    },
    {
      kind: "no-deploy",
      service: "",
      release: "",
      sha: "",
      actor: "",
      owner: "",
      url: "",
      timeUnixMs: null,
      probability: 0.14,
      reasons: ["Load rose by 9 % in the same hour"],
    },
  ];
}
