import type { ChangeEvent } from "@governor/contract";
import { expect, test } from "vitest";
import type { SeenRelease } from "./read.ts";
import { releasesOf } from "./releases.ts";

function seen(release: string, firstSeenMs: number, more: Partial<SeenRelease> = {}): SeenRelease {
  return { service: "api", env: "prod", release, firstSeenMs, lastSeenMs: firstSeenMs + 10, spans: 5, ...more };
}

function deploy(release: string, timeUnixMs: number, more: Partial<ChangeEvent> = {}): ChangeEvent {
  const event = { id: `e-${release}-${timeUnixMs}`, kind: "deploy" as const, service: "api", env: "prod", sha: "" };
  return { ...event, timeUnixMs, release, actor: "", owner: "", url: "", title: "", ...more };
}

const told = (releases: ReturnType<typeof releasesOf>) =>
  releases.map((one) => [one.service, one.release, one.previous, one.event?.id ?? null]);

test("releases come in the order of their first span, each with the one before on its service and env", () => {
  const releases = releasesOf(
    [seen("v2", 200), seen("v1", 100), seen("g1", 150, { service: "graph" }), seen("v9", 50, { env: "staging" })],
    [],
  );
  expect(told(releases)).toEqual([
    ["api", "v9", "", null],
    ["api", "v1", "", null],
    ["graph", "g1", "", null],
    ["api", "v2", "v1", null],
  ]);
});

test("an announcement joins the release it names; the newest where it was made twice", () => {
  const [, second] = releasesOf([seen("v1", 100), seen("v2", 200)], [deploy("v2", 190), deploy("v2", 195)]);
  expect(second).toMatchObject({ release: "v2", firstSeenMs: 200, spans: 5, event: { id: "e-v2-195" } });
});

test("an announcement that no span bears out stands for itself, after what ran before it", () => {
  const releases = releasesOf([seen("v1", 100)], [deploy("v2", 150)]);
  expect(releases[1]).toMatchObject({ release: "v2", previous: "v1", firstSeenMs: null, lastSeenMs: null, spans: 0 });
});

test("an announcement without a service or env is about every release of its name", () => {
  const everywhere = deploy("v2", 190, { service: "", env: "" });
  const releases = releasesOf([seen("v2", 200), seen("v2", 210, { service: "graph" })], [everywhere]);
  expect(releases.map((one) => [one.service, one.event?.id])).toEqual([
    ["api", everywhere.id],
    ["graph", everywhere.id],
  ]);
});

test("a flag is no release", () => {
  expect(releasesOf([], [deploy("", 100, { kind: "flag" })])).toEqual([]);
});
