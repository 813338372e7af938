import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogOf, openTestFacts, seedSpans } from "../judge/testing/seed.ts";
import { SYSTEM_SCOPE } from "../store/scope.ts";
import { gate, type GateInput } from "./gate.ts";

const FROM_MS = Date.now() - 3_600_000;
const target = { p95: "600ms", min_samples: 50 };

const catalog = catalogOf({
  version: 1,
  teams: { search: {}, media: {} },
  services: { api: { owner: "search" }, media: { owner: "media" }, idle: {} },
  journeys: {
    "case-search": {
      steps: {
        search: { selector: { service: "api", route: "/search" }, target },
        open: { selector: { service: "api", route: "/open" }, target },
        rare: { selector: { service: "api", route: "/rare" }, target },
        video: { selector: { service: "media", route: "/video" }, target },
      },
    },
  },
});

let facts: Awaited<ReturnType<typeof openTestFacts>>;

beforeAll(async () => {
  facts = await openTestFacts();
  const times = Array.from({ length: 100 }, (_, i) => FROM_MS + i * 1_000);
  await seedSpans(facts, [
    ...times.map((startMs) => ({ startMs })),
    ...times.map((startMs) => ({ startMs, route: "/open" })),
    ...times.map((startMs) => ({ startMs: startMs + 200_000, release: "v2", durationMs: 900 })),
    ...times.map((startMs) => ({ startMs: startMs + 200_000, release: "v2", route: "/open" })),
    ...times.slice(0, 10).map((startMs) => ({ startMs: startMs + 200_000, release: "v2", route: "/rare" })),
    ...times.map((startMs) => ({ startMs: startMs + 400_000, release: "v2", env: "staging" })),
    ...times.map((startMs) => ({ startMs, service: "media", release: "m1", route: "/video" })),
    ...times.map((startMs) => ({ startMs, service: "cron", release: "c1" })),
  ]);
}, 120_000);

afterAll(() => facts?.remove());

function judged(release: string, more: Partial<GateInput> = {}) {
  const input = {
    facts,
    catalog,
    scope: SYSTEM_SCOPE,
    release,
    env: "",
    service: "",
    fromMs: null,
    toMs: FROM_MS + 3_600_000,
  };
  return gate({ ...input, ...more });
}

const told = ({ verdicts }: Awaited<ReturnType<typeof judged>>) =>
  verdicts.map(({ subject, outcome, n }) => [subject.step, outcome, n]);

test("a breach comes first, with owner and remedy, then what cannot be judged, then passes", async () => {
  const answer = await judged("v2", { env: "prod" });
  expect(answer).toMatchObject({ outcome: "breach", release: "v2", env: "prod", fromMs: FROM_MS + 200_000 });
  expect(told(answer)).toEqual([
    ["search", "breach", 100],
    ["rare", "not-enough-data", 10],
    ["open", "pass", 100],
  ]);
  expect(answer.verdicts[0]).toMatchObject({ owner: { team: "search" }, subject: { release: "v2", env: "prod" } });
  expect(answer.verdicts[0]?.remedy).not.toBe("");
});

test("without a breach, one budget that cannot be judged keeps the gate from passing", async () => {
  const answer = await judged("v1");
  expect(answer.outcome).toBe("not-enough-data");
  expect(told(answer).map(([step]) => step)).toEqual(["rare", "search", "open"]);
});

test("a release is judged by the budgets of the services that run it", async () => {
  const answer = await judged("m1");
  expect(answer.outcome).toBe("pass");
  expect(told(answer)).toEqual([["video", "pass", 100]]);
});

test("without an env all environments count, and a window narrows what does", async () => {
  expect(told(await judged("v2"))[0]).toEqual(["search", "breach", 200]);
  const late = await judged("v2", { fromMs: FROM_MS + 400_000 });
  expect(late.fromMs).toBe(FROM_MS + 400_000);
  expect(told(late).find(([step]) => step === "search")).toEqual(["search", "pass", 100]);
});

test("what browsers measure is listed as not judged, and a gate without it passes all the same", async () => {
  const measured = catalogOf({
    version: 1,
    teams: { search: {} },
    services: { api: { owner: "search" } },
    journeys: {
      "case-search": {
        owner: "search",
        steps: {
          page: { measure: { vital: "ttfb", page: "/cases" }, target: { p95: "300ms" } },
          open: { selector: { service: "api", route: "/open" }, target },
        },
      },
    },
  });
  const answer = await judged("v2", { catalog: measured });
  expect(answer.outcome).toBe("pass");
  expect(told(answer)).toEqual([["open", "pass", 100]]);
  expect(answer.notJudged).toMatchObject([
    { journey: "case-search", step: "page", measure: "ttfb of /cases", targetMs: 300, owner: { team: "search" } },
  ]);
  expect(answer.notJudged[0]?.reason).toContain("browser data");
  expect((await judged("v2", { catalog: measured, service: "api" })).notJudged).toEqual([]);
});

test("a release is judged by errors, sizes and cache hits too, where the catalog sets them", async () => {
  const strict = catalogOf({
    version: 1,
    services: { api: {} },
    journeys: {
      j: { steps: { open: { selector: { service: "api", route: "/open" }, target: { ...target, cache_hit: "80%" } } } },
    },
  });
  const answer = await judged("v2", { catalog: strict });
  expect(answer.outcome).toBe("not-enough-data");
  expect(answer.verdicts.map(({ rule, outcome }) => [rule, outcome])).toEqual([
    ["budget.cache_hit", "not-enough-data"],
    ["budget.p95", "pass"],
  ]);
});

test.each([
  { name: "a release that no span carries", release: "v9", more: {}, says: "No span carries release v9" },
  {
    name: "a release of another env",
    release: "v1",
    more: { env: "staging" },
    says: "No span carries release v1 in staging",
  },
  {
    name: "a release on services without budgets",
    release: "c1",
    more: {},
    says: "No budget of the catalog is measured",
  },
  { name: "another service than asked for", release: "v1", more: { service: "media" }, says: "No budget of media" },
  {
    name: "a catalog without budgets",
    release: "v1",
    more: { catalog: catalogOf({ version: 1 }) },
    says: "has no budgets",
  },
])("never passes $name", async ({ release, more, says }) => {
  const answer = await judged(release, more);
  expect(answer.outcome).toBe("not-enough-data");
  expect(answer.verdicts).toHaveLength(1);
  expect(answer.verdicts[0]).toMatchObject({ rule: "gate.release", n: 0 });
  expect(answer.verdicts[0]?.summary).toContain(says);
});
