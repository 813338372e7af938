import { expect, test } from "vitest";
import { formatDurationMs, parseDurationMs } from "./duration.ts";

test.each([
  ["250us", 0.25],
  ["600ms", 600],
  ["0.1ms", 0.1],
  ["1.2s", 1200],
  ["90s", 90_000],
  ["5m", 300_000],
  ["1h", 3_600_000],
  ["7d", 604_800_000],
])("%s is %d ms, and is not lost when it is written again", (text, durationMs) => {
  expect(parseDurationMs(text)).toBe(durationMs);
  expect(parseDurationMs(formatDurationMs(durationMs))).toBe(durationMs);
});

test.each(["", "5", "ms", "-5ms", "5 minutes", "1e3ms", ".5s", "5.s", "5ms ", "5MS", "1m30s", "99999999999d"])(
  "%j is no duration",
  (text) => {
    expect(parseDurationMs(text)).toBeNull();
  },
);

test.each([
  [0.25, "250us"],
  [600, "600ms"],
  [1200, "1.2s"],
  [1234, "1234ms"],
  [60_000, "1m"],
  [90_000, "90s"],
  [86_400_000, "1d"],
])("%d ms are written %s", (durationMs, text) => {
  expect(formatDurationMs(durationMs)).toBe(text);
});
