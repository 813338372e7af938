import { expect, test } from "vitest";

import { Turn } from "./turn.ts";

test("work runs one after the other, also after one that failed", async () => {
  const turn = new Turn();
  const done: number[] = [];
  const failed = turn.take(() => Promise.reject(new Error("no")));
  const later = turn.take(async () => done.push(1));
  await expect(failed).rejects.toThrow("no");
  await later;
  expect(done).toEqual([1]);
});

test("who waits too long gets nothing, and its work is never begun", async () => {
  const turn = new Turn();
  const { promise, resolve } = Promise.withResolvers<void>();
  const long = turn.take(() => promise);
  let begun = false;
  expect(await turn.takeWithin(async () => (begun = true), 20)).toBeNull();
  resolve();
  await long;
  await turn.take(async () => {});
  expect(begun).toBe(false);
});

test("the time limit is for the wait, not for the work", async () => {
  const turn = new Turn();
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return "done";
  };
  expect(await turn.takeWithin(slow, 20)).toBe("done");
});
