import { quantile, SPAN_KIND } from "@governor/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Scope } from "../../store/scope.ts";
import { SYSTEM_SCOPE } from "../../store/scope.ts";
import { catalogOf, openTestFacts, seedSpans, stepsFrom, traceIdOf } from "../testing/seed.ts";
import { judgeBudgets } from "./budgets.ts";
import { mergeCells, readLongSteps, readSteps, slowTracesOf, type StepCell, type StepsQuery } from "./read.ts";

const FROM_MS = Date.now() - 3_600_000;
const target = { p95: "600ms", min_samples: 20 };

const SOURCE = {
  version: 1,
  services: { api: {}, jobs: {} },
  journeys: {
    "case-search": {
      steps: {
        search: { selector: { service: "api", method: "GET", route: "/search" }, target },
        any: { selector: { service: "api", route: "/search" }, target },
        graph: { selector: { service: "api", span: "load graph" }, target },
        entry: { selector: { service: "api", span: "load graph", entry: true }, target },
        job: { selector: { service: "jobs", kind: "consumer", span: "index" }, target: { ...target, window: "1m" } },
        nothing: { selector: { service: "jobs", span: "never" }, target },
      },
    },
  },
};
const steps = stepsFrom(SOURCE);

const at = (i: number): number => FROM_MS + i * 1_000;

let facts: Awaited<ReturnType<typeof openTestFacts>>;

beforeAll(async () => {
  facts = await openTestFacts();
  const range = Array.from({ length: 60 }, (_, i) => i);
  await seedSpans(facts, [
    ...range.map((i) => ({
      startMs: at(i),
      durationMs: i < 30 ? 100 : 200,
      release: i < 30 ? "v1" : "v2",
      trace: `t${i}`,
    })),
    ...range.map((i) => ({
      startMs: at(i),
      durationMs: 5,
      method: "POST",
      env: "staging",
      tenant: "globex",
      status: 2,
    })),
    // frameworks put the route on inner spans too
    ...range.map((i) => ({ startMs: at(i), durationMs: 9_000, kind: SPAN_KIND.internal, name: "middleware" })),
    ...range.flatMap((i) =>
      [7, 1, 3].map((second) => ({
        startMs: at(i) + second * 10,
        durationMs: second * 100,
        name: "load graph",
        route: "",
        method: "",
        kind: SPAN_KIND.internal,
        parent: "p",
        trace: `g${i}`,
      })),
    ),
    ...range.map((i) => ({
      startMs: at(i * 2),
      service: "jobs",
      name: "index",
      route: "",
      method: "",
      kind: SPAN_KIND.consumer,
      weight: 4,
    })),
    ...range.map((i) => ({
      startMs: at(i),
      service: "jobs",
      name: "lookup",
      route: "",
      method: "",
      weight: i < 20 ? 2 : 1,
      // 20 hits that count twice, 20 misses, and 20 that say nothing of a cache.
      attributes: {
        ...(i < 40 && { "governor.cache.hit": String(i < 20) }),
        ...(i < 30 && { "http.response.body.size": i < 20 ? "1000" : "4000" }),
      },
    })),
  ]);
}, 120_000);

afterAll(() => facts?.remove());

function read(query: Partial<StepsQuery> = {}, scope: Scope = SYSTEM_SCOPE) {
  return readSteps(facts, { steps, fromMs: FROM_MS, toMs: FROM_MS + 3_600_000, ...query }, scope);
}

async function measured(name: string, query: Partial<StepsQuery> = {}, scope?: Scope) {
  const index = steps.findIndex((step) => step.step === name);
  const { n, errors, histogram } = mergeCells((await read(query, scope)).filter((cell) => cell.index === index));
  const p95 = quantile(histogram, 0.95);
  return { n, errors, p95Ms: p95 === null ? null : Math.round(p95 / 100_000) * 100 };
}

test("a step is measured on the spans that its selector matches, and on no other", async () => {
  expect(await measured("search")).toEqual({ n: 60, errors: 0, p95Ms: 200 });
  expect(await measured("any")).toEqual({ n: 120, errors: 60, p95Ms: 200 });
  expect(await measured("graph")).toEqual({ n: 180, errors: 0, p95Ms: 700 });
  expect(await measured("nothing")).toEqual({ n: 0, errors: 0, p95Ms: null });
});

test("an entry step counts the first matching span of each trace", async () => {
  expect(await measured("entry")).toEqual({ n: 60, errors: 0, p95Ms: 100 });
});

test("tags and period narrow what is measured; the end is not included", async () => {
  expect(await measured("any", { tags: { env: "staging" } })).toMatchObject({ n: 60, errors: 60 });
  expect(await measured("any", { tags: { release: "v2", tenant: "acme" } })).toMatchObject({ n: 30 });
  expect(await measured("search", { fromMs: FROM_MS + 10_000, toMs: FROM_MS + 20_000 })).toMatchObject({ n: 10 });
});

test("each step can have a window of its own", async () => {
  const stepFromMs = (step: { windowMs: number }) => FROM_MS + 120_000 - step.windowMs;
  const toMs = FROM_MS + 120_000;
  expect(await measured("job", { stepFromMs, toMs })).toMatchObject({ n: 30 });
  expect(await measured("search", { stepFromMs, toMs })).toMatchObject({ n: 60 });
});

test("cells are split by env, by release and by time where that is asked for", async () => {
  const only = { steps: steps.slice(1, 2) };
  expect((await read({ ...only, byEnv: true })).map((cell) => [cell.env, cell.n])).toEqual([
    ["prod", 60],
    ["staging", 60],
  ]);
  expect((await read({ ...only, byRelease: true })).map((cell) => [cell.release, cell.n])).toEqual([
    ["v1", 90],
    ["v2", 30],
  ]);
  const slots = await read({ ...only, slotMs: 20_000 });
  expect(slots.map((cell) => [cell.slotFromMs - FROM_MS, cell.n])).toEqual([
    [0, 40],
    [20_000, 40],
    [40_000, 40],
  ]);
});

test("counts are weights, n are real spans", async () => {
  const [cell] = await read({ steps: steps.slice(4, 5) });
  expect(cell?.n).toBe(60);
  expect(cell?.histogram.counts).toEqual([240]);
});

test("what spans say of a cache and of their size is counted, and silence is neither a miss nor an empty answer", async () => {
  const [lookup] = stepsFrom({
    version: 1,
    services: { jobs: {} },
    journeys: { j: { steps: { s: { selector: { service: "jobs", span: "lookup" }, target } } } },
  });
  const { cache, sizes, known, n, weight } = mergeCells(await read({ steps: [lookup!] }));
  expect({ n, weight, known }).toEqual({ n: 60, weight: 80, known: 60 });
  expect(cache).toEqual({ lookups: 40, weight: 60, hitWeight: 40 });
  expect(sizes).toMatchObject({ n: 30, weight: 50, bytesSum: 80_000, squareSum: 40 * 1e6 + 10 * 16e6 });
  expect((quantile(sizes.histogram, 0.5) ?? 0) / 1_000).toBeCloseTo(1, 1);
  expect((quantile(sizes.histogram, 0.95) ?? 0) / 1_000).toBeCloseTo(4, 1);
});

test("of tenants those in which most time is spent come first, so many as were asked for", async () => {
  const any = { steps: steps.slice(1, 2) };
  const top = (topTenants: number) => read({ ...any, topTenants });
  expect((await top(5)).map(({ tenant, n, errors }) => [tenant, n, errors])).toEqual([
    ["acme", 60, 0],
    ["globex", 60, 60],
  ]);
  expect((await top(1)).map(({ tenant }) => tenant)).toEqual(["acme"]);
});

test("a long period is read from a rollup, which counts the same", async () => {
  const long = { fromMs: FROM_MS - 20 * 3_600_000, toMs: FROM_MS + 3_600_000, nowMs: Date.now() };
  const query = { ...long, steps };
  const rolled = await readLongSteps(facts, query, SYSTEM_SCOPE);
  const exact = await readSteps(facts, query, SYSTEM_SCOPE);
  const told = (cells: StepCell[]) =>
    cells
      .toSorted((a, b) => a.index - b.index)
      .map(({ index, n, errors, weight, known, cache, sizes: { n: sized, bytesSum }, histogram }) => ({
        index,
        n,
        errors,
        weight,
        known,
        cache,
        sized,
        bytesSum,
        histogram,
      }));
  expect(told(rolled)).toEqual(told(exact));
  expect(rolled.length).toBeGreaterThan(4);
  const hours = await readLongSteps(facts, { ...query, slotMs: 3_600_000 }, SYSTEM_SCOPE);
  const slots = hours.filter((cell) => cell.index === 1);
  expect(slots.reduce((sum, cell) => sum + cell.n, 0)).toBe(120);
  expect(slots.every((cell) => cell.slotFromMs % 60_000 === 0)).toBe(true);
  const tenants = await readLongSteps(
    facts,
    { ...query, fromMs: long.fromMs - 3 * 86_400_000, topTenants: 1 },
    SYSTEM_SCOPE,
  );
  expect(tenants.find((cell) => cell.index === 1)).toMatchObject({ tenant: "acme", n: 60, errors: 0 });
});

test("the example trace is the newest at or above p95, and none where none was asked for", async () => {
  const only = { steps: steps.slice(0, 1) };
  const LATER_MS = Number.MAX_SAFE_INTEGER;
  expect(slowTracesOf(await read({ ...only, withTraces: true }), LATER_MS)[0]).toBe(traceIdOf("t59"));
  expect(slowTracesOf(await read({ ...only, withTraces: true, tags: { release: "v1" } }), LATER_MS)[0]).toBe(
    traceIdOf("t29"),
  );
  expect(slowTracesOf(await read(only), LATER_MS)).toEqual([]);
});

test("a trace that may still be arriving is no example while an older one will do", () => {
  const cell = (timeMs: number, traceId: string) => ({ traceId, timeMs });
  const unsaid = mergeCells([]);
  const cells: StepCell[] = [
    {
      ...unsaid,
      index: 0,
      env: "",
      release: "",
      tenant: "",
      slotFromMs: 0,
      n: 2,
      errors: 0,
      histogram: { buckets: [500, 501], counts: [1, 100] },
      newest: [[cell(1_000, "fast")], [cell(50_000, "fresh")]],
    },
    {
      ...unsaid,
      index: 0,
      env: "",
      release: "",
      tenant: "",
      slotFromMs: 0,
      n: 1,
      errors: 0,
      histogram: { buckets: [501], counts: [1] },
      newest: [[cell(20_000, "whole"), cell(19_000, "older")]],
    },
  ];
  expect(slowTracesOf(cells, 55_000)).toEqual(["whole", "older", "fresh"]);
  expect(slowTracesOf(cells, 65_000)[0]).toBe("fresh");
  expect(slowTracesOf(cells.slice(0, 1), 55_000)[0]).toBe("fresh");
});

test("who may see one tenant only measures that tenant only", async () => {
  const scope = { actor: "key:1", tenants: ["globex"], teams: "all", services: "all" } as const;
  expect(await measured("any", {}, scope)).toMatchObject({ n: 60, errors: 60 });
});

test("every step is judged, each environment for itself, and a step without spans has not enough data", async () => {
  const verdicts = await judgeBudgets({
    facts,
    catalog: catalogOf(SOURCE),
    nowMs: FROM_MS + 120_000,
    scope: SYSTEM_SCOPE,
  });
  expect(verdicts.map(({ subject, outcome, n }) => [subject.step, subject.env, outcome, n])).toEqual([
    ["search", "prod", "pass", 60],
    ["any", "prod", "pass", 60],
    ["any", "staging", "pass", 60],
    ["graph", "prod", "breach", 180],
    ["entry", "prod", "pass", 60],
    ["job", "prod", "pass", 30],
    ["nothing", undefined, "not-enough-data", 0],
  ]);
});
