import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./lock.js";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "governor-lock-"));
  path = join(folder, "lock");
});
afterEach(() => rm(folder, { recursive: true }));

test("two setups run one after the other", async () => {
  const steps: string[] = [];
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const first = withLock(path, async () => {
    steps.push("first begins");
    await mayEnd;
    steps.push("first ends");
  });
  const second = withLock(path, async () => void steps.push("second"));
  end();
  await Promise.all([first, second]);
  expect(steps).toEqual(["first begins", "first ends", "second"]);
});

test("the lock of a process that is gone is taken over", async () => {
  await writeFile(path, JSON.stringify({ pid: process.pid, identity: "an earlier process with this pid" }));
  expect(await withLock(path, async () => "ran")).toBe("ran");
});

test("a failure releases the lock", async () => {
  await expect(withLock(path, async () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(existsSync(path)).toBe(false);
});
