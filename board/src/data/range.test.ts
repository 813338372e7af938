import { expect, test } from "vitest";
import { rangeLabel, rangeOf, timeMs, zoomIn, zoomOut } from "./range.ts";

const NOW_MS = new Date(2026, 10, 23, 19, 30).getTime();
const HOUR_MS = 3_600_000;

test("without a period it is the last hour, and follows the clock", () => {
  expect(rangeOf({})).toEqual({ from: "now-1h", to: "now", live: true });
});

test("a period that cannot be read is the default instead of an error", () => {
  expect(rangeOf({ from: "yesterday", to: "soon" })).toEqual({ from: "now-1h", to: "now", live: true });
});

test("a fixed end does not follow the clock", () => {
  expect(rangeOf({ from: "1000", to: "2000" }).live).toBe(false);
});

test.each([
  ["now", NOW_MS],
  ["now-15m", NOW_MS - 900_000],
  ["now-2h", NOW_MS - 2 * HOUR_MS],
  ["now-7d", NOW_MS - 168 * HOUR_MS],
  ["1700000000000", 1_700_000_000_000],
])("%s is read as a time", (text, expected) => {
  expect(timeMs(text, NOW_MS)).toBe(expected);
});

test.each(["", "now+1h", "now-1w", "1e3", "-5", "now-"])("%j is not a time", (text) => {
  expect(timeMs(text, NOW_MS)).toBeNaN();
});

test("a drag is a period in either direction, a click is none", () => {
  expect(zoomIn(10_000.4, 20_000.2)).toEqual({ from: "10000", to: "20001" });
  expect(zoomIn(20_000.2, 10_000.4)).toEqual({ from: "10000", to: "20001" });
  expect(zoomIn(10_000, 10_500)).toBeNull();
});

test("z widens a live period to the next preset, and back at the default leaves the address", () => {
  expect(zoomOut(rangeOf({}), NOW_MS)).toEqual({ from: "now-3h", to: undefined });
  expect(zoomOut(rangeOf({ from: "now-15m" }), NOW_MS)).toEqual({ from: undefined, to: undefined });
  expect(zoomOut(rangeOf({ from: "now-30d" }), NOW_MS)).toEqual({ from: "now-30d", to: undefined });
});

test("z doubles a fixed period around its middle and never looks beyond now", () => {
  const past = { from: String(NOW_MS - 4 * HOUR_MS), to: String(NOW_MS - 3 * HOUR_MS), live: false };
  expect(zoomOut(past, NOW_MS)).toEqual({ from: String(NOW_MS - 4.5 * HOUR_MS), to: String(NOW_MS - 2.5 * HOUR_MS) });
  const recent = { from: String(NOW_MS - HOUR_MS), to: String(NOW_MS), live: false };
  expect(zoomOut(recent, NOW_MS)).toEqual({ from: String(NOW_MS - 2 * HOUR_MS), to: String(NOW_MS) });
});

test("a period is named as a person would", () => {
  expect(rangeLabel(rangeOf({ from: "now-24h" }))).toBe("last 24 h");
  expect(rangeLabel(rangeOf({ from: "now-7d" }))).toBe("last 7 days");
  const fixed = { from: String(NOW_MS - 2 * HOUR_MS), to: String(NOW_MS), live: false };
  expect(rangeLabel(fixed)).toBe("2026-11-23 17:30 – 19:30");
  const days = { from: String(NOW_MS - 24 * HOUR_MS), to: String(NOW_MS), live: false };
  expect(rangeLabel(days)).toBe("2026-11-22 19:30 – 2026-11-23 19:30");
});
