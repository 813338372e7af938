import { expect, test } from "vitest";
import { ReadCache } from "./cache.ts";

function cacheWith(isOff: () => boolean = () => false) {
  const clock = { nowMs: 0, loads: 0 };
  const cache = new ReadCache<number>({ entriesMax: 2, ttlMs: 1_000, isOff, nowMs: () => clock.nowMs });
  const read = (key: string) => cache.read(key, async () => ++clock.loads);
  return { clock, read };
}

test("a value is loaded once for as long as it lives", async () => {
  const { clock, read } = cacheWith();
  expect(await read("a")).toEqual({ value: 1, isHit: false });
  clock.nowMs = 999;
  expect(await read("a")).toEqual({ value: 1, isHit: true });
  clock.nowMs = 1_000;
  expect(await read("a")).toEqual({ value: 2, isHit: false });
});

test("the value that was not used for longest makes room", async () => {
  const { read } = cacheWith();
  await read("a");
  await read("b");
  await read("a");
  await read("c");
  expect((await read("a")).isHit).toBe(true);
  expect((await read("b")).isHit).toBe(false);
});

test("many who ask at once cause one load", async () => {
  const { clock, read } = cacheWith();
  await Promise.all([read("a"), read("a"), read("a")]);
  expect(clock.loads).toBe(1);
});

test("with cache-off every look-up is a load and a miss", async () => {
  const { clock, read } = cacheWith(() => true);
  await read("a");
  expect(await read("a")).toEqual({ value: 2, isHit: false });
  expect(clock.loads).toBe(2);
});
