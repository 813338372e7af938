import { expect, test } from "vitest";
import { breachStart, type Slot } from "./since.ts";

const SLOT_MS = 10_000;

/** Slots from hits per slot, with `n` items each. */
function slots(hits: readonly number[], n = 40): Slot[] {
  return hits.map((count, i) => ({ fromMs: i * SLOT_MS, n, hits: count }));
}

/** By a window of eight slots, where no other is given. */
function start(found: readonly Slot[], now: number, windowFromMs = (found.length - 8) * SLOT_MS): number | null {
  return breachStart(found, { allowed: 0.05, now, windowFromMs });
}

const good = (length: number): number[] => Array.from({ length }, () => 0);
const bad = (length: number, hits = 36): number[] => Array.from({ length }, () => hits);

test.each([
  { name: "a clean step", hits: [...good(30), ...bad(6)], now: 0.9, at: 30 },
  { name: "a breach that fills less than the window", hits: [...good(30), ...bad(3)], now: 0.1, at: 30 },
  { name: "a breach that went away and came back", hits: [...bad(10), ...good(10), ...bad(5)], now: 0.9, at: 20 },
  { name: "a breach that has a better slot within", hits: [...good(30), ...bad(5), 4, ...bad(5)], now: 0.8, at: 30 },
  { name: "a breach that grew", hits: [...good(30), ...bad(12, 6), ...bad(5)], now: 0.9, at: 30 },
  { name: "an unlucky slot before it", hits: [...good(10), 3, ...good(10), ...bad(5)], now: 0.9, at: 21 },
  { name: "a mild breach at twice the share allowed", hits: [...good(60), ...bad(30, 4)], now: 0.1, at: 60 },
  {
    name: "a breach that is over while its items still count",
    hits: [...good(20), ...bad(5), ...good(4), 3],
    now: 0.2,
    at: 20,
  },
  { name: "quiet before it", hits: [...good(20), ...bad(5)], now: 0.9, at: 20 },
])("finds the start of $name", ({ hits, now, at }) => {
  expect(start(slots(hits), now)).toBe(at * SLOT_MS);
});

test("a breach that ended before the window began is not this one", () => {
  const found = slots([...good(20), ...bad(20), ...good(20), ...bad(3)]);
  expect(start(found, 0.9, 55 * SLOT_MS)).toBe(60 * SLOT_MS);
});

test("empty slots say nothing", () => {
  const gap = slots([...good(20), ...bad(5), ...good(5), ...bad(5)]);
  for (const slot of gap.slice(25, 30)) slot.n = 0;
  expect(start(gap, 0.9)).toBe(20 * SLOT_MS);
});

test("the start is unknown where the slots never show the limit holding", () => {
  expect(start(slots(bad(30)), 0.9)).toBeNull();
  expect(start(slots([0, ...bad(30)], 1), 0.9)).toBeNull();
  expect(start([], 0.9)).toBeNull();
});

test("what is within the limit has no start", () => {
  expect(start(slots([...good(10), ...bad(1)]), 0.04)).toBeNull();
});
