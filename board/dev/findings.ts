import type { Finding, Suspect, Verdict } from "@governor/contract";
import { DEPLOYED_AGO_MS, N_PLUS_ONE_TRACE, ownerNamed } from "./story.ts";

/** The one finding of the imaginary server. */
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
      history: [
        { timeUnixMs: sinceMs + 120_000, event: "opened", actor: "", note: "", observed: 874 },
        { timeUnixMs: nowMs - 20_000, event: "observed", actor: "", note: "", observed: 912 },
      ],
      verdict: breach(nowMs, sinceMs),
    },
  ];
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
