import type { ChangeEvent, SeriesPoint } from "@governor/contract";
import { expect, test } from "vitest";
import { comparedOf, overlayOf, releasesIn } from "./compared.ts";

const MINUTE_MS = 60_000;
const period = { fromMs: 100 * MINUTE_MS, toMs: 160 * MINUTE_MS };
const series = [100, 101, 102].map((minute) => point(minute));
const markers = [deploy("v2", 140), deploy("v3", 150), deploy("v2", 130), deploy("v1", 20)];

test("the period before has the same length and ends where this one begins", () => {
  expect(comparedOf("previous", { period, markers, series })).toMatchObject({
    fromMs: 40 * MINUTE_MS,
    toMs: 100 * MINUTE_MS,
    shiftMs: 60 * MINUTE_MS,
  });
});

test("before a release is what came just before its last deploy, laid over what came after it", () => {
  const compared = comparedOf("release:v3", { period, markers, series });
  expect(compared).toMatchObject({ shiftMs: 10 * MINUTE_MS, sinceMs: 150 * MINUTE_MS, label: "just before v3" });
  const overlay = overlayOf(compared, { fromMs: 90 * MINUTE_MS }, [point(139), point(140), point(149)]);
  expect(overlay?.series.map((each) => each.timeUnixMs / MINUTE_MS)).toEqual([150, 159]);
});

test("nothing is laid over without a word, for a release that was not deployed here, or was long ago", () => {
  for (const compare of [undefined, "", "yesterday", "release:", "release:v9", "release:v1"]) {
    expect(comparedOf(compare, { period, markers, series })).toBeNull();
  }
});

test("a period that moves with the clock is compared with the same one until the next slot", () => {
  const later = { fromMs: period.fromMs + 20_000, toMs: period.toMs + 20_000 };
  const first = comparedOf("previous", { period: { ...period, fromMs: period.fromMs + 1 }, markers, series });
  expect(comparedOf("previous", { period: later, markers, series })?.fromMs).toBe(first?.fromMs);
});

test("what was read for another period is not shown as this one", () => {
  const compared = comparedOf("previous", { period, markers, series });
  expect(overlayOf(compared, { fromMs: 90 * MINUTE_MS }, series)).toBeNull();
  expect(overlayOf(compared, { fromMs: 40 * MINUTE_MS }, undefined)).toBeNull();
});

test("releases are offered once, the newest first", () => {
  expect(releasesIn(markers)).toEqual(["v3", "v2", "v1"]);
});

function point(minute: number): SeriesPoint {
  return { timeUnixMs: minute * MINUTE_MS, p95Ms: minute, n: 10 };
}

function deploy(release: string, minute: number): ChangeEvent {
  return {
    id: `${release} ${minute}`,
    kind: "deploy",
    timeUnixMs: minute * MINUTE_MS,
    service: "cases-api",
    env: "prod",
    release,
    sha: "",
    actor: "",
    owner: "",
    url: "",
    title: "",
  };
}
