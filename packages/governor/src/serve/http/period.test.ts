import { expect, test } from "vitest";
import { readPeriod, slotsOf } from "./period.ts";

const NOW = Date.UTC(2026, 10, 23, 12, 0, 0);

test.each([
  ["now-15m", "now", NOW - 900_000, NOW],
  ["now-2d", "now-1d", NOW - 2 * 86_400_000, NOW - 86_400_000],
  ["2026-11-23T10:00:00Z", "1795434000000", Date.UTC(2026, 10, 23, 10), 1_795_434_000_000],
])("reads %s to %s", (from, to, fromMs, toMs) => {
  expect(readPeriod({ from, to }, NOW)).toEqual({ fromMs, toMs, tags: {}, team: "" });
});

test.each([
  ["yesterday", "now", /`from` is "yesterday"/],
  ["now", "now-1h", /not before/],
  ["now-9999d", "now", /longer than 400 days/],
])("refuses %s to %s and says why", (from, to, message) => {
  expect(() => readPeriod({ from, to }, NOW)).toThrow(message);
});

test("keeps only the tags that were asked for", () => {
  const period = readPeriod({ from: "now-1h", to: "now", service: "cases-api", tenant: "", team: "core" }, NOW);
  expect(period.tags).toEqual({ service: "cases-api" });
  expect(period.team).toBe("core");
});

test("a chart of the last hour has the same slots a second later", () => {
  const at = (nowMs: number) => slotsOf(readPeriod({ from: "now-1h", to: "now" }, nowMs));
  expect(at(NOW + 7_000)).toEqual({ fromMs: NOW - 3_570_000, slotMs: 30_000 });
  expect(at(NOW + 8_000)).toEqual(at(NOW + 7_000));
});
