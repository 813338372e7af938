import { expect, test } from "vitest";
import type { ChangeEvent } from "@governor/contract";
import type { SeenRelease } from "./change/read.ts";
import { releasesOf } from "./change/releases.ts";
import type { ReleaseSide, Side } from "./sides.ts";
import { suspectsOf, type SuspectInput } from "./suspects.ts";

const SINCE_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;

function deploy(release: string, minutesBefore: number, over: Partial<ChangeEvent> = {}): ChangeEvent {
  return {
    id: `${release}-${minutesBefore}`,
    kind: "deploy",
    timeUnixMs: SINCE_MS - minutesBefore * MINUTE_MS,
    service: "api",
    env: "prod",
    release,
    sha: `sha-${release}`,
    actor: "ana",
    owner: "search",
    url: "",
    title: "",
    ...over,
  };
}

function seen(release: string, minutesBefore: number, service = "api"): SeenRelease {
  const firstSeenMs = SINCE_MS - minutesBefore * MINUTE_MS;
  return { service, env: "prod", release, firstSeenMs, lastSeenMs: SINCE_MS, spans: 1_000 };
}

const none: Side = { n: 0, hits: 0, p95Ms: null };
const slow: Side = { n: 500, hits: 400, p95Ms: 900 };
const fast: Side = { n: 500, hits: 5, p95Ms: 200 };

function side(release: string, before: Side, since: Side): ReleaseSide {
  return { release, before, since };
}

function suspects(over: Partial<SuspectInput> & { seen?: SeenRelease[] }) {
  const { seen: releases = [], events = [] } = over;
  const found = suspectsOf({
    service: "api",
    env: "prod",
    sinceMs: SINCE_MS,
    lookbackFromMs: SINCE_MS - 60 * MINUTE_MS,
    toMs: SINCE_MS + MINUTE_MS,
    allowed: 0.05,
    releases: releasesOf(releases, events),
    sides: [],
    calledServices: [],
    ...over,
    events,
  });
  expect(found.reduce((sum, one) => sum + one.probability, 0)).toBeCloseTo(1, 9);
  return found;
}

function probabilityOf(found: ReturnType<typeof suspects>, release: string): number {
  return found.find((one) => one.release === release)?.probability ?? 0;
}

test("without any change nothing but no deploy is left", () => {
  const [only, ...rest] = suspects({});
  expect(rest).toEqual([]);
  expect(only).toMatchObject({ kind: "no-deploy", probability: 1, timeUnixMs: null });
  expect(only?.reasons[0]).toContain("No change of api is known");
});

test("an announced deploy right before the breach is the likeliest, with its commit and owner", () => {
  const [first, second] = suspects({ events: [deploy("v2", 0.5)] });
  expect(first).toMatchObject({ kind: "deploy", release: "v2", sha: "sha-v2", actor: "ana", owner: "search" });
  expect(first?.probability).toBeGreaterThan(0.6);
  expect(second?.kind).toBe("no-deploy");
});

test("a release that nobody announced is a suspect too, and says so", () => {
  const [first] = suspects({ seen: [seen("v1", 70), seen("v2", 1)] });
  expect(first?.release).toBe("v2");
  expect(first?.reasons.join(" ")).toContain("Nobody announced it");
});

test("the first release in the look-back is where the data begin, not a change", () => {
  expect(suspects({ seen: [seen("v1", 30)] })).toHaveLength(1);
});

test("a change after the breach began did not cause it", () => {
  expect(probabilityOf(suspects({ events: [deploy("v2", -5)] }), "v2")).toBe(0);
});

test("the closer in time the likelier", () => {
  const found = suspects({ events: [deploy("v2", 40), deploy("v3", 5)] });
  expect(found[0]?.release).toBe("v3");
  expect(probabilityOf(found, "v3")).toBeGreaterThan(5 * probabilityOf(found, "v2"));
});

test.each([
  {
    name: "only its own spans are slow",
    sides: [side("v1", fast, fast), side("v2", none, slow)],
    more: true,
    says: "Only its own",
  },
  {
    name: "the release before was fast",
    sides: [side("v1", fast, none), side("v2", none, slow)],
    more: true,
    says: "The release before",
  },
  {
    name: "old spans are slow too",
    sides: [side("v1", fast, slow), side("v2", none, slow)],
    more: false,
    says: "Other releases",
  },
  {
    name: "its own spans are fast",
    sides: [side("v1", fast, slow), side("v2", none, fast)],
    more: false,
    says: "Its own spans are within",
  },
  {
    name: "it ran well for a while",
    sides: [side("v2", fast, slow)],
    more: false,
    says: "had been within the limit before",
  },
  { name: "it is not in the spans", sides: [side("v1", fast, slow)], more: false, says: "Too few spans carry v2" },
])("a suspect is weighed by its spans: $name", ({ sides, more, says }) => {
  const events = [deploy("v2", 1)];
  const plain = probabilityOf(suspects({ events, sides: [side("v2", none, slow)] }), "v2");
  const found = suspects({ events, sides });
  const probability = probabilityOf(found, "v2");
  expect(Math.sign(probability - plain)).toBe(more ? 1 : -1);
  expect(found.find((one) => one.release === "v2")?.reasons.join(" ")).toContain(says);
});

test("when old releases got slow at the same moment, no deploy is the likeliest", () => {
  const found = suspects({ events: [deploy("v2", 0.5)], sides: [side("v1", fast, slow), side("v2", none, slow)] });
  expect(found[0]?.kind).toBe("no-deploy");
});

test("a change of a service that the trace passes through counts less than one of the service itself", () => {
  const found = suspects({
    events: [deploy("g7", 1, { service: "graph" }), deploy("v2", 1)],
    calledServices: ["graph"],
  });
  expect(probabilityOf(found, "v2")).toBeGreaterThan(2 * probabilityOf(found, "g7"));
  expect(probabilityOf(found, "g7")).toBeGreaterThan(0);
  expect(suspects({ events: [deploy("g7", 1, { service: "graph" })] })).toHaveLength(1);
});

test("a change of another environment is none of this one's", () => {
  expect(suspects({ events: [deploy("v2", 1, { env: "staging" })] })).toHaveLength(1);
});

test("an announcement without a service is one suspect on however many services it is seen", () => {
  const found = suspects({
    events: [deploy("v2", 1, { service: "" })],
    seen: [seen("v1", 70), seen("v2", 1), seen("v1", 70, "graph"), seen("v2", 1, "graph")],
    calledServices: ["graph"],
  });
  expect(found.map((one) => [one.kind, one.service])).toEqual([
    ["deploy", "api"],
    ["no-deploy", ""],
  ]);
});

test("a flag that was switched is a suspect by its title", () => {
  const [first] = suspects({ events: [deploy("", 0.2, { kind: "flag", title: "fast-search on" })] });
  expect(first?.reasons[0]).toContain("flag (fast-search on)");
});

test("at most three changes are shown, and the number of those left out is said", () => {
  const found = suspects({ events: [1, 2, 3, 4, 5].map((minutes) => deploy(`v${minutes}`, minutes)) });
  expect(found.filter((one) => one.kind === "deploy").map((one) => one.release)).toEqual(["v1", "v2", "v3"]);
  expect(found.find((one) => one.kind === "no-deploy")?.reasons.join(" ")).toContain("2 less likely changes");
});

test("the same facts in another order give the same answer", () => {
  const events = [deploy("v2", 3), deploy("v3", 3), deploy("v4", 1)];
  expect(suspects({ events: events.toReversed() })).toEqual(suspects({ events }));
});
