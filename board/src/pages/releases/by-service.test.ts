import type { Release } from "@governor/contract";
import { expect, test } from "vitest";
import { findingsOf } from "../../../dev/findings.ts";
import { gateOf, releasesOf } from "../../../dev/releases.ts";
import { aroundOf, blamesOf, byService, outcomesText, percentAt, rollbackOf } from "./by-service.ts";

const NOW_MS = 1_795_000_000_000;
const period = { fromMs: NOW_MS - 30 * 86_400_000, toMs: NOW_MS, freshMs: NOW_MS };
const { releases } = releasesOf(period, "full", NOW_MS);
const v2 = releases.find(({ release }) => release === "v2") as Release;

test("the service with the newest release is first, and so is its newest release", () => {
  const groups = byService(releases);
  expect(groups.map(({ service }) => service)).toEqual(["media", "cases-api", "entities-api"]);
  expect(groups[1]?.releases.map(({ release }) => release)).toEqual(["v2", "v1", "v0"]);
});

test("a release is blamed by what names it as a suspect, the surest first, in its own environment", () => {
  const findings = findingsOf(NOW_MS);
  expect(blamesOf(v2, findings).map(({ finding, probability }) => `${finding.id} ${probability}`)).toEqual([
    "f-1 0.86",
    "f-2 0.71",
  ]);
  expect(blamesOf({ ...v2, env: "staging" }, findings)).toEqual([]);
});

test("the way back is the one from this release, and one with a command before one without", () => {
  expect(rollbackOf(v2, gateOf("v2", NOW_MS), [])?.command).toContain("cases-api:v1");
  expect(rollbackOf({ ...v2, release: "v3" }, gateOf("v2", NOW_MS), [])).toBeUndefined();
  expect(rollbackOf(v2, undefined, blamesOf(v2, findingsOf(NOW_MS)))?.toRelease).toBe("v1");
});

test("what is wrong is told first, and what is not there not at all", () => {
  expect(outcomesText(gateOf("v2", NOW_MS))).toBe("1 budget breached · 1 cannot be judged yet · 1 holds");
  expect(outcomesText(gateOf("v1", NOW_MS))).toBe("1 holds");
});

test("a comparison has as much before a deploy as after it, five minutes at least and an hour at most", () => {
  const minutes = (around: { from: string; to: string }) =>
    [around.from, around.to].map((ms) => (Number(ms) - NOW_MS) / 60_000);
  expect(minutes(aroundOf(NOW_MS - 20 * 60_000, NOW_MS))).toEqual([-40, 0]);
  expect(minutes(aroundOf(NOW_MS - 60_000, NOW_MS))).toEqual([-6, 0]);
  expect(minutes(aroundOf(NOW_MS - 600 * 60_000, NOW_MS))).toEqual([-660, -540]);
});

test("a time outside of the period stands at its edge", () => {
  expect(percentAt(0, period)).toBe(0);
  expect(percentAt(NOW_MS * 2, period)).toBe(100);
  expect(percentAt(NOW_MS - 15 * 86_400_000, period)).toBe(50);
});
