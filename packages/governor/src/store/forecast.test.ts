import { expect, test } from "vitest";

import { seenBytesPerDay, forecast } from "./forecast.ts";

const GB = 1e9;
const NOW_MS = Date.UTC(2026, 10, 23, 12);

test("a table stops growing when its retention is full", () => {
  const spans = { sizeBytes: 2 * GB, bytesPerDay: GB, retentionDays: 14 };
  expect(forecast([spans], 100 * GB)).toEqual({ bytesPerDay: GB, steadyStateBytes: 14 * GB, daysUntilFull: null });
});

test("days until the disk is full are counted until the retention would have needed more", () => {
  const spans = { sizeBytes: 2 * GB, bytesPerDay: GB, retentionDays: 14 };
  expect(forecast([spans], 5.5 * GB).daysUntilFull).toBe(5);
  expect(forecast([spans], 11.9 * GB).daysUntilFull).toBe(11);
  expect(forecast([spans], 12 * GB).daysUntilFull).toBeNull();
  expect(forecast([spans], 0).daysUntilFull).toBe(0);
});

test("what is kept for ever has no steady state and fills any disk", () => {
  const kept = { sizeBytes: 0, bytesPerDay: GB, retentionDays: null };
  expect(forecast([kept], 400 * GB)).toEqual({ bytesPerDay: GB, steadyStateBytes: null, daysUntilFull: 400 });
});

test("a table that holds more than its rate explains is not counted on to shrink", () => {
  const busy = { sizeBytes: 20 * GB, bytesPerDay: GB, retentionDays: 14 };
  expect(forecast([busy], 1)).toEqual({ bytesPerDay: GB, steadyStateBytes: 20 * GB, daysUntilFull: null });
});

test("the rate is the mean of the last whole days: neither the first nor today", () => {
  const days = [
    { day: "2026-11-19", sizeBytes: 1 },
    { day: "2026-11-20", sizeBytes: 10 },
    { day: "2026-11-21", sizeBytes: 20 },
    { day: "2026-11-22", sizeBytes: 30 },
    { day: "2026-11-23", sizeBytes: 5 },
  ];
  const table = { sizeBytes: 66, retentionDays: 14, days };
  expect(seenBytesPerDay(table, Date.UTC(2026, 10, 19, 18), NOW_MS)).toBe(20);
});

test("without a whole day it is what came over the time it came in", () => {
  const table = { sizeBytes: 600, retentionDays: 14, days: [{ day: "2026-11-23", sizeBytes: 600 }] };
  expect(seenBytesPerDay(table, NOW_MS - 6 * 3_600_000, NOW_MS)).toBe(2_400);
});

test("less than an hour of data is too little to tell", () => {
  const table = { sizeBytes: 600, retentionDays: 14, days: [] };
  expect(seenBytesPerDay(table, NOW_MS - 3_599_999, NOW_MS)).toBeNull();
  expect(seenBytesPerDay(table, null, NOW_MS)).toBeNull();
});
