import type { BareVerdict, ChangeEvent, TraceNode } from "@governor/contract";
import { expect, test } from "vitest";
import { catalogOf } from "../judge/testing/seed.ts";
import { explain, type Known } from "./explain.ts";

const NOW_MS = 1_800_000_000_000;

const catalog = catalogOf({
  version: 1,
  teams: { search: {}, platform: { contact: "#platform" } },
  services: { api: { owner: "platform", rollback: "deploy {service} {previous}" }, bare: {} },
  journeys: {
    find: {
      owner: "search",
      steps: { search: { selector: { service: "api", route: "/s" }, target: { p95: "600ms" } } },
    },
  },
});

function verdict(more: Partial<BareVerdict> = {}): BareVerdict {
  return {
    rule: "budget.p95",
    outcome: "breach",
    subject: { service: "api", journey: "find", step: "search" },
    summary: "",
    observed: 900,
    limit: 600,
    unit: "ms",
    interval: null,
    confidence: 1,
    n: 1_000,
    minN: 300,
    windowFromMs: NOW_MS - 300_000,
    windowToMs: NOW_MS,
    evidence: [],
    ...more,
  };
}

const event: ChangeEvent = {
  id: "e",
  kind: "deploy",
  timeUnixMs: NOW_MS - 100_000,
  service: "api",
  env: "",
  release: "v2",
  sha: "",
  actor: "",
  owner: "",
  url: "",
  title: "",
};

function known(more: Partial<Known> = {}): Known {
  return {
    sinceMs: NOW_MS - 90_000,
    lookbackFromMs: NOW_MS - 3_600_000,
    events: [event],
    releases: [{ service: "api", env: "", release: "v1", firstSeenMs: 0, lastSeenMs: 1, spans: 9 }],
    sides: [],
    trace: null,
    ...more,
  };
}

function span(name: string, durationMs: number, dbQuery = "", service = "api"): TraceNode {
  return { spanId: name, parentSpanId: "root", name, service, startOffsetNs: 0, durationNs: durationMs * 1e6, dbQuery };
}

const traceOf = (spans: TraceNode[]) => ({
  traceId: "t1",
  spans: [{ ...span("root", 1_000), parentSpanId: "" }, ...spans],
});
/** Spans one after the other, evenly over the trace. */
const spread = (spans: TraceNode[]) =>
  spans.map((one, i) => ({ ...one, startOffsetNs: (i * 1e9) / spans.length, spanId: `${one.spanId}-${i}` }));
const times = (n: number, make: (i: number) => TraceNode) => Array.from({ length: n }, (_, i) => make(i));

test("a pass has an owner and nothing to do", () => {
  expect(explain(verdict({ outcome: "pass" }), catalog, null)).toMatchObject({
    owner: { team: "search", source: "journey" },
    suspects: [],
    rollback: null,
    remedy: "",
  });
});

test("nobody is made an owner by guess", () => {
  expect(explain(verdict({ subject: { service: "bare" } }), catalog, null).owner).toBeNull();
});

test("the way back leads to the release before, by the catalog's command, and says it was not rehearsed", () => {
  expect(explain(verdict(), catalog, known()).rollback).toEqual({
    service: "api",
    fromRelease: "v2",
    toRelease: "v1",
    command: "deploy api v1",
    note: "This way back has not been rehearsed.",
  });
});

test("there is no way back where no earlier release is known, or no release is suspect enough", () => {
  expect(explain(verdict(), catalog, known({ releases: [] })).rollback).toBeNull();
  const long = known({ events: [{ ...event, timeUnixMs: NOW_MS - 3_000_000 }] });
  expect(explain(verdict(), catalog, long).rollback).toBeNull();
});

test("a query that repeats is evidence, and the remedy is to ask once", () => {
  const trace = traceOf(spread(times(30, (i) => span("pg", 20, `SELECT * FROM p WHERE id = ${i}`))));
  const explained = explain(verdict(), catalog, known({ trace }));
  expect(explained.evidence).toEqual([
    { kind: "repeated-query", traceId: "t1", query: "SELECT * FROM p WHERE id = 0", count: 30, totalMs: 600 },
  ]);
  expect(explained.remedy).toContain("30 times");
});

test("a call that repeats is evidence too", () => {
  const trace = traceOf(spread(times(8, () => span("GET /item", 50, "", "web"))));
  const explained = explain(verdict(), catalog, known({ trace }));
  expect(explained.evidence).toEqual([
    { kind: "note", note: 'web does "GET /item" 8 times in one trace, 400 ms of its 1000 ms.' },
  ]);
  expect(explained.remedy).toContain("8 times");
});

test("a few repeats that take no time are no reason; many are worth a word", () => {
  const work = { ...span("work", 1_000), spanId: "w" };
  const few = traceOf([work, ...times(9, () => span("pg", 1, "SELECT 1"))]);
  expect(explain(verdict(), catalog, known({ trace: few })).evidence).toEqual([]);
  const many = traceOf([work, ...times(10, () => span("pg", 1, "SELECT 1"))]);
  expect(explain(verdict(), catalog, known({ trace: many })).evidence).toMatchObject([
    { kind: "repeated-query", count: 10 },
  ]);
});

test("one query that takes most of the trace points at its plan", () => {
  const explained = explain(
    verdict(),
    catalog,
    known({ trace: traceOf([span("pg", 700, "SELECT *\n  FROM events")]) }),
  );
  expect(explained.evidence).toEqual([
    { kind: "note", note: "One query takes 700 ms of the trace's 1000 ms: SELECT * FROM events" },
  ]);
  expect(explained.remedy).toContain("plan");
});

test("a time in which nothing inside the trace runs is waiting", () => {
  const late = traceOf([{ ...span("pg", 100, "SELECT 1"), startOffsetNs: 900e6 }]);
  const explained = explain(verdict(), catalog, known({ trace: late }));
  expect(explained.evidence).toMatchObject([
    { kind: "note", note: expect.stringContaining("For 900 ms of its 1000 ms") },
  ]);
  expect(explained.remedy).toContain("connection pool");
});

test("the judge's own evidence comes first and stays", () => {
  const first = { kind: "trace" as const, traceId: "t1", note: "slow" };
  const trace = traceOf([span("pg", 700, "SELECT 1")]);
  const explained = explain(verdict({ evidence: [first] }), catalog, known({ trace }));
  expect(explained.evidence[0]).toEqual(first);
  expect(explained.evidence).toHaveLength(2);
});

test("a failing endpoint, and data that are missing, have remedies of their own", () => {
  expect(explain(verdict({ unit: "ratio", observed: 0.2, limit: 0.05 }), catalog, known()).remedy).toContain("failed");
  expect(explain(verdict({ outcome: "not-enough-data" }), catalog, null).remedy).toContain("more traffic");
});
