import { SPAN_KIND, type ChangeEvent } from "@governor/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { judgeBudgets } from "../judge/budget/budgets.ts";
import { judgeErrors } from "../judge/offender/judge.ts";
import { readEndpoints } from "../judge/offender/read.ts";
import { catalogOf, openTestFacts, seedEvents, seedSpans, traceIdOf, type SeedSpan } from "../judge/testing/seed.ts";
import { SYSTEM_SCOPE } from "../store/scope.ts";
import { readChanges, readReleasesSeen } from "./change/read.ts";
import { explain } from "./explain.ts";
import { readKnown } from "./read.ts";

const NOW_MS = Date.now() - 60_000;
const DEPLOYED_MS = NOW_MS - 150_000;
const SLOW_FROM_MS = NOW_MS - 120_000;

const catalog = catalogOf({
  version: 1,
  teams: { search: { contact: "#search" } },
  services: { api: { owner: "search", rollback: "deploy {service} {previous} --env {env}" } },
  journeys: {
    "case-search": { steps: { search: { selector: { service: "api", route: "/search" }, target: { p95: "600ms" } } } },
  },
});

const event: ChangeEvent = {
  id: "deploy-v2",
  kind: "deploy",
  timeUnixMs: DEPLOYED_MS,
  service: "api",
  env: "prod",
  release: "v2",
  sha: "c0ffee",
  actor: "ana",
  owner: "search",
  url: "",
  title: "",
};

let facts: Awaited<ReturnType<typeof openTestFacts>>;

beforeAll(async () => {
  facts = await openTestFacts();
  const spans: Partial<SeedSpan>[] = [];
  // v1 for half an hour, then v2, which is slow from half a minute on: two requests a second.
  for (let ms = NOW_MS - 1_800_000; ms < NOW_MS; ms += 500) {
    const isSlow = ms >= SLOW_FROM_MS;
    const release = ms >= DEPLOYED_MS ? "v2" : "v1";
    const attributes = {
      "governor.cache.hit": String(!isSlow),
      "http.response.body.size": isSlow ? "900000" : "20000",
    };
    spans.push({
      startMs: ms,
      durationMs: isSlow ? 900 : 120,
      release,
      trace: `t${ms}`,
      span: `root${ms}`,
      attributes,
    });
  }
  const slowest = spans.at(-4)!;
  // what one slow request did, for which those after it waited: one query per row
  for (let i = 0; i < 40; i++) {
    spans.push({
      startMs: slowest.startMs! + i * 20,
      durationMs: 18,
      trace: slowest.trace!,
      parent: slowest.span!,
      kind: SPAN_KIND.client,
      name: "pg.query",
      release: "v2",
      route: "",
      method: "",
      query: "SELECT name FROM person WHERE id = $1",
    });
  }
  await seedSpans(facts, spans);
  await seedEvents(facts, [event, { ...event, id: "other", service: "billing", release: "b7" }]);
}, 120_000);

afterAll(() => facts?.remove());

test("a breach is explained from its start over the release that did it to the query that repeats", async () => {
  const [bare] = await judgeBudgets({ facts, catalog, nowMs: NOW_MS, scope: SYSTEM_SCOPE });
  expect(bare).toMatchObject({ outcome: "breach", subject: { step: "search", env: "prod" } });
  const verdict = explain(bare!, catalog, await readKnown(facts, bare!, catalog, SYSTEM_SCOPE));
  expect(verdict.owner).toEqual({ team: "search", contact: "#search", source: "service" });
  expect(Math.abs(verdict.sinceMs! - SLOW_FROM_MS)).toBeLessThanOrEqual(10_000);
  expect(verdict.suspects[0]).toMatchObject({ kind: "deploy", release: "v2", sha: "c0ffee", timeUnixMs: DEPLOYED_MS });
  expect(verdict.suspects.map((suspect) => suspect.service)).toEqual(["api", ""]);
  expect(verdict.suspects[0]?.reasons.join(" ")).toContain("The release before it was within the limit");
  expect(verdict.rollback).toMatchObject({ fromRelease: "v2", toRelease: "v1", command: "deploy api v1 --env prod" });
  expect(verdict.rollback?.note).toContain("not been rehearsed");
  const traceId = traceIdOf(`t${NOW_MS - 2_000}`);
  expect(verdict.evidence).toContainEqual({
    kind: "repeated-query",
    traceId,
    query: "SELECT name FROM person WHERE id = $1",
    count: 40,
    totalMs: 720,
  });
  // Of the slow traces the one that shows why; those that only waited are left out.
  expect(verdict.evidence.filter((one) => one.kind === "trace")).toEqual([expect.objectContaining({ traceId })]);
  expect(verdict.remedy).toContain("same query 40 times");
});

test.each(["budget.cache_hit", "budget.payload"])(
  "a breach of %s is explained from its start over the release",
  async (rule) => {
    const target = { p95: "600ms", cache_hit: "80%", payload: "200KB" };
    const steps = { search: { selector: { service: "api", route: "/search" }, target } };
    const strict = catalogOf({ version: 1, services: { api: {} }, journeys: { "case-search": { steps } } });
    const verdicts = await judgeBudgets({ facts, catalog: strict, nowMs: NOW_MS, scope: SYSTEM_SCOPE });
    const bare = verdicts.find((verdict) => verdict.rule === rule);
    expect(bare).toMatchObject({ outcome: "breach" });
    const verdict = explain(bare!, strict, await readKnown(facts, bare!, strict, SYSTEM_SCOPE));
    expect(Math.abs((verdict.sinceMs ?? 0) - SLOW_FROM_MS)).toBeLessThanOrEqual(10_000);
    expect(verdict.suspects[0]).toMatchObject({ kind: "deploy", release: "v2" });
    expect(verdict.remedy).toContain(rule === "budget.payload" ? "page long lists" : "cache miss");
  },
);

test("an endpoint's errors are explained without a catalog", async () => {
  const period = { fromMs: NOW_MS - 300_000, toMs: NOW_MS };
  const { cells } = await readEndpoints(facts, period, SYSTEM_SCOPE);
  const bare = judgeErrors({ cell: { ...cells[0]!, errors: 300 }, windowFromMs: period.fromMs, windowToMs: NOW_MS });
  const known = await readKnown(facts, bare, catalogOf({ version: 1 }), SYSTEM_SCOPE);
  // Nothing failed in truth, so there is no start to find.
  expect(known.sinceMs).toBeNull();
  expect(known.sides.map((side) => [side.release, side.since.hits])).toEqual([
    ["v1", 0],
    ["v2", 0],
  ]);
  expect(explain(bare, catalogOf({ version: 1 }), known)).toMatchObject({ outcome: "breach", owner: null });
});

test("changes and releases are read by period, service and env", async () => {
  const period = { fromMs: NOW_MS - 3_600_000, toMs: NOW_MS };
  expect(await readChanges(facts, { ...period, tags: { service: "api" } }, SYSTEM_SCOPE)).toEqual([event]);
  expect(await readChanges(facts, { ...period, toMs: DEPLOYED_MS }, SYSTEM_SCOPE)).toEqual([]);
  const seen = await readReleasesSeen(facts, { ...period, services: ["api"], env: "prod" }, SYSTEM_SCOPE);
  expect(seen.map((one) => [one.release, one.firstSeenMs, one.spans])).toEqual([
    ["v1", NOW_MS - 1_800_000, 3_300],
    ["v2", DEPLOYED_MS, 340],
  ]);
});
