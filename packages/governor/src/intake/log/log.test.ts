import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { faulty, LogBench, manifest, segment } from "../testing/log-bench.ts";
import { numbers, others } from "../testing/log-entries.ts";
import { NODE_FILES, type LogFiles } from "./files.ts";
import { nameOf } from "./paths.ts";

let bench: LogBench;

beforeEach(async () => {
  bench = await LogBench.make();
});

afterEach(() => bench.remove());

describe("appending", () => {
  it("lets concurrent appends share a sync", async () => {
    const log = await bench.open();
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => log.append([numbers(i)])));
    expect(log.stats().syncs).toBeLessThan(50);
    expect(await log.flush(5_000)).toBe(true);
    expect(bench.store.values().sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
  });

  it("acknowledges only after the sync", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const log = await bench.open({}, faulty({ sync: () => held }));
    let acknowledged = false;
    const append = log.append([numbers(1)]).then(() => (acknowledged = true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(acknowledged).toBe(false);
    release();
    await append;
    expect(acknowledged).toBe(true);
  });

  it("brings rows to the store by age alone, one insert a table with the columns they were written with", async () => {
    const log = await bench.open();
    await log.append([numbers(1, 2), others(7)]);
    await log.append([numbers(3)]);
    await vi.waitUntil(() => bench.store.inserted.length === 2, 5_000);
    expect(bench.store.inserted).toEqual([
      { token: `${log.logId}-1-numbers`, table: "numbers", columns: ["n"], values: [1, 2, 3] },
      { token: `${log.logId}-1-others`, table: "others", columns: ["m"], values: [7] },
    ]);
    await vi.waitUntil(() => log.stats().sizeBytes === 0, 5_000);
    expect(await readdir(bench.dir)).toEqual(["checkpoint", "log.json", "quarantine"]);
    expect(log.stats()).toMatchObject({ pendingRows: { numbers: 0, others: 0 }, problems: [] });
  });

  it("closes a segment by size and by rows", async () => {
    bench.store.failure = () => new Error("away");
    const log = await bench.open({ segmentBytes: 2_000, segmentRows: 100, segmentAgeMs: 1e6 });
    await log.append([numbers(...Array.from({ length: 250 }, (_, i) => i))]);
    await vi.waitUntil(() => log.stats().waitingSegments === 1);
    await log.append([numbers(...Array.from({ length: 100 }, (_, i) => i))]);
    await vi.waitUntil(() => log.stats().waitingSegments === 2);
    expect(log.stats().pendingRows).toEqual({ numbers: 350 });
  });

  it("takes an append larger than a group in pieces, and acknowledges it once", async () => {
    const log = await bench.open({ groupBytes: 100, segmentBytes: 300 });
    await Promise.all([
      log.append([numbers(0)]),
      log.append(Array.from({ length: 100 }, (_, i) => numbers(i + 1))),
      log.append([numbers(101)]),
    ]);
    expect(await log.flush(5_000)).toBe(true);
    expect(bench.store.values()).toEqual(Array.from({ length: 102 }, (_, i) => i));
    expect(log.stats().sizeBytes).toBe(0);
  });

  it("refuses more than the backlog, and takes it again when the store does", async () => {
    bench.store.failure = () => new Error("away");
    const log = await bench.open({ backlogBytes: 2_000 });
    await log.append([numbers(...Array.from({ length: 250 }, (_, i) => i))]);
    await expect(log.append([numbers(1)])).rejects.toMatchObject({ reason: "full" });
    expect(log.refusal()).not.toBeNull();
    bench.store.failure = null;
    expect(await log.flush(5_000)).toBe(true);
    await expect(log.append([numbers(1)])).resolves.toBeUndefined();
  });

  it("refuses after it was closed", async () => {
    const log = await bench.open();
    await log.close(1_000);
    await expect(log.append([numbers(1)])).rejects.toMatchObject({ reason: "closed" });
  });
});

describe("a disk that fails", () => {
  it.each(["write", "sync"] as const)(
    "fails the requests of a %s, and never the ones before or after it",
    async (operation) => {
      let failNext = false;
      const files = faulty({
        [operation]: async () => {
          if (!failNext) return;
          failNext = false;
          throw Object.assign(new Error(`${operation}: no space left`), { code: "ENOSPC" });
        },
      });
      const log = await bench.open({ segmentAgeMs: 1e6 }, files);
      await log.append([numbers(1)]);
      failNext = true;
      await expect(log.append([numbers(2)])).rejects.toMatchObject({ reason: "disk" });
      expect(log.stats().problems.join()).toContain("no space left");
      await log.append([numbers(3)]);
      expect(await log.flush(5_000)).toBe(true);
      expect(bench.store.values()).toEqual([1, 3]);
      // A new segment: the failed one is never synced again and believed.
      expect(bench.store.inserted.map(({ token }) => token.split("-").at(-2))).toEqual(["1", "2"]);
      expect(log.stats().problems).toEqual([]);
    },
  );

  it("acknowledges nothing into a segment that somebody deleted, says what is lost, and goes on in a new one", async () => {
    const log = await bench.open({ segmentAgeMs: 1e6 });
    await log.append([numbers(1)]);
    await rm(join(bench.dir, `${nameOf(1)}.seg`));
    await expect(log.append([numbers(2)])).rejects.toMatchObject({ reason: "disk" });
    await log.append([numbers(3)]);
    expect(await log.flush(5_000)).toBe(true);
    expect(bench.store.values()).toEqual([3]);
    expect(log.stats().problems.join()).toContain("segment 1 of the write-ahead log is gone; its rows are lost");
  });

  it("acknowledges nothing while no segment can be made, and goes on when one can", async () => {
    let full = true;
    const files: LogFiles = {
      ...NODE_FILES,
      create: async (path) => {
        if (full && path.endsWith(".seg")) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
        return NODE_FILES.create(path);
      },
    };
    const log = await bench.open({}, files);
    await expect(log.append([numbers(1)])).rejects.toMatchObject({ reason: "disk" });
    await expect(log.append([numbers(2)])).rejects.toMatchObject({ reason: "disk" });
    full = false;
    await log.append([numbers(3)]);
    expect(await log.flush(5_000)).toBe(true);
    expect(bench.store.values()).toEqual([3]);
  });

  it("tries to close a segment again until its manifest is written", async () => {
    let failures = 3;
    const files: LogFiles = {
      ...NODE_FILES,
      create: async (path) => {
        if (path.includes("manifest") && failures-- > 0) throw new Error("ENOSPC");
        return NODE_FILES.create(path);
      },
    };
    const log = await bench.open({}, files);
    await log.append([numbers(1)]);
    expect(await log.flush(5_000)).toBe(true);
    expect(bench.store.values()).toEqual([1]);
  });
});

describe("a store that fails", () => {
  it("is tried again for ever, in order, and what waits is visible", async () => {
    let attempts = 0;
    bench.store.failure = () => (attempts++ < 5 ? new Error("connect ECONNREFUSED") : null);
    const log = await bench.open();
    await log.append([numbers(1)]);
    await vi.waitUntil(() => log.stats().problems.length === 1);
    expect(log.stats()).toMatchObject({ pendingRows: { numbers: 1 } });
    expect(log.stats().problems[0]).toContain("ECONNREFUSED");
    expect(await log.flush(5_000)).toBe(true);
    expect(log.stats().problems).toEqual([]);
  });

  it("that refuses the content of a segment does not hold up the ones behind it", async () => {
    bench.store.failure = (batch) =>
      batch.token.endsWith("-1-numbers")
        ? new Error("insert failed", { cause: Object.assign(new Error("Cannot read all data"), { code: "33" }) })
        : null;
    const log = await bench.open();
    await log.append([numbers(1), others(10)]);
    expect(await log.flush(5_000)).toBe(true);
    await log.append([numbers(2)]);
    expect(await log.flush(5_000)).toBe(true);
    expect(bench.store.values()).toEqual([2]);
    expect(bench.store.values("others")).toEqual([10]);
    expect(log.stats().problems[0]).toMatch(/segment 1 .*refuses its rows of numbers: insert failed/);
    expect(await readdir(join(bench.dir, "quarantine"))).toEqual([manifest(1), `${nameOf(1)}.reason.json`, segment(1)]);
  });

  it("that refuses once and then takes the same rows was only disturbed", async () => {
    let refusals = 2;
    bench.store.failure = () => (refusals-- > 0 ? Object.assign(new Error("cut off"), { code: "33" }) : null);
    const log = await bench.open();
    await log.append([numbers(1)]);
    expect(await log.flush(5_000)).toBe(true);
    expect(bench.store.values()).toEqual([1]);
    expect(log.stats().problems).toEqual([]);
  });

  it("holds up neither a flush beyond its time nor the end", async () => {
    bench.store.failure = () => new Error("away");
    const log = await bench.open();
    await log.append([numbers(1)]);
    expect(await log.flush(50)).toBe(false);
    await log.close(50);
    bench.store.failure = null;
    const again = await bench.open();
    expect(await again.flush(5_000)).toBe(true);
    expect(bench.store.values()).toEqual([1]);
  });
});
