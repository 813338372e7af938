import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { flipped, LogBench, manifest, segment, Store } from "../testing/log-bench.ts";
import { numbers, TEST_TABLES } from "../testing/log-entries.ts";
import { encodeHeader, encodeRecordHeader, scanSegment } from "./format.ts";

let bench: LogBench;

beforeEach(async () => {
  bench = await LogBench.make();
});

afterEach(() => bench.remove());

describe("starting again", () => {
  it("replays closed and open segments in order, under the same tokens each time", async () => {
    await bench.crashed([[1], [2]], [[3]]);
    const copy = await bench.copy();
    const first = await bench.open();
    expect(await first.flush(5_000)).toBe(true);
    const before = bench.store.inserted;
    expect(before.map(({ values }) => values)).toEqual([[1, 2], [3]]);
    await first.close(0);
    await bench.use(copy);
    const second = await bench.open();
    expect(await second.flush(5_000)).toBe(true);
    expect(bench.store.inserted).toEqual(before);
  });

  it("never uses an id again, though nothing is left of the earlier ones", async () => {
    for (const expected of ["1", "2", "3"]) {
      const log = await bench.open();
      await log.append([numbers(1)]);
      expect(await log.flush(5_000)).toBe(true);
      expect(bench.store.inserted.at(-1)?.token.split("-").at(-2)).toBe(expected);
      await log.close(0);
    }
  });

  it("cuts off a tail that was torn in the middle of a write, wherever it was torn", async () => {
    await bench.crashed([], [[1], [2], [3]]);
    const whole = await readFile(join(bench.dir, segment(1)));
    const scan = scanSegment(whole);
    if (!scan.readable) throw new Error(scan.reason);
    const last = scan.records[2];
    if (last === undefined) throw new Error("three records were written");
    for (let end = last.start; end < last.end; end++) {
      await rm(join(bench.dir, "checkpoint"), { force: true });
      await rm(join(bench.dir, manifest(1)), { force: true });
      await writeFile(join(bench.dir, segment(1)), whole.subarray(0, end));
      bench.store = new Store();
      const log = await bench.open();
      expect(await log.flush(5_000)).toBe(true);
      expect(bench.store.values(), `torn at ${end}`).toEqual([1, 2]);
      expect(log.stats().problems).toEqual([]);
      await log.close(0);
    }
  });

  it("closes a segment again whose manifest is missing or cannot be read", async () => {
    await bench.crashed([[1], [2]], [[3]]);
    await rm(join(bench.dir, manifest(1)));
    const log = await bench.open();
    expect(await log.flush(5_000)).toBe(true);
    await log.close(0);
    expect(bench.store.values()).toEqual([1, 2, 3]);
    expect(log.stats().problems).toEqual([]);
  });

  it.each(["closed", "open"])(
    "saves the good rows of a %s segment damaged in the middle, says so, and keeps the original",
    async (kind) => {
      await (kind === "closed" ? bench.crashed([[1], [2], [3]], []) : bench.crashed([], [[1], [2], [3]]));
      const original = await readFile(join(bench.dir, segment(1)));
      const scan = scanSegment(original);
      if (!scan.readable) throw new Error(scan.reason);
      await bench.change(segment(1), (bytes) => flipped(bytes, (scan.records[1]?.end ?? 0) - 3));
      const log = await bench.open();
      expect(await log.flush(5_000)).toBe(true);
      expect(bench.store.inserted).toEqual([
        { token: `${log.logId}-1-numbers`, table: "numbers", columns: ["n"], values: [1, 3] },
      ]);
      expect(log.stats().problems.join()).toMatch(
        /segment 1 .*32 of its bytes are damaged or missing; its 2 good records go on/,
      );
      expect(
        flipped(await readFile(join(bench.dir, "quarantine", segment(1))), (scan.records[1]?.end ?? 0) - 3),
      ).toEqual(original);
      await log.close(0);
      const again = await bench.open();
      expect(again.stats().problems).toHaveLength(1);
    },
  );

  it("says so when a closed segment lost its end", async () => {
    await bench.crashed([[1], [2]], []);
    await bench.change(segment(1), (bytes) => bytes.subarray(0, bytes.length - 32));
    const log = await bench.open();
    expect(await log.flush(5_000)).toBe(true);
    expect(bench.store.values()).toEqual([1]);
    expect(log.stats().problems.join()).toContain("32 of its bytes");
  });

  it("puts a segment aside whose beginning cannot be read, and goes on with the rest", async () => {
    await bench.crashed([[1]], [[2]]);
    await bench.change(segment(1), (bytes) => flipped(bytes, 30));
    const log = await bench.open();
    expect(await log.flush(5_000)).toBe(true);
    expect(bench.store.values()).toEqual([2]);
    expect(log.stats().problems.join()).toContain("its header is damaged");
    expect(await readdir(join(bench.dir, "quarantine"))).toContain(segment(1));
  });

  it("forgets a segment of which not even the header was written", async () => {
    await bench.crashed([], [[1]]);
    await writeFile(join(bench.dir, segment(2)), Buffer.alloc(100));
    await writeFile(join(bench.dir, segment(3)), "");
    const log = await bench.open();
    expect(await log.flush(5_000)).toBe(true);
    expect(bench.store.values()).toEqual([1]);
    expect(log.stats().problems).toEqual([]);
  });

  it("keeps its name when the file that holds it is lost, so that tokens stay what they were", async () => {
    await bench.crashed([[1]], []);
    const { logId } = JSON.parse((await readFile(join(bench.dir, "log.json"))).toString()) as { logId: string };
    await rm(join(bench.dir, "log.json"));
    const log = await bench.open();
    expect(log.logId).toBe(logId);
  });

  it("uses no id again when a slot of the checkpoint is damaged, and takes a new name when both are", async () => {
    for (let i = 0; i < 3; i++) {
      const log = await bench.open();
      await log.append([numbers(i)]);
      await log.flush(5_000);
      await log.close(0);
    }
    const intact = await readFile(join(bench.dir, "checkpoint"));
    const tokenAfter = async (checkpoint: Buffer): Promise<string> => {
      await writeFile(join(bench.dir, "checkpoint"), checkpoint);
      const log = await bench.open();
      await log.append([numbers(9)]);
      expect(await log.flush(5_000)).toBe(true);
      await log.close(0);
      return bench.store.inserted.at(-1)?.token ?? "";
    };
    const [name] = /^[0-9a-f-]{36}/.exec(await tokenAfter(intact)) ?? [];
    expect(await tokenAfter(flipped(intact, 5))).toBe(`${name}-4-numbers`);
    expect(await tokenAfter(flipped(intact, 512 + 5))).toBe(`${name}-5-numbers`);
    expect(await tokenAfter(flipped(flipped(intact, 5), 512 + 5))).not.toContain(name);
  });
});

it("takes no record of another segment for its own, nor bytes that only look like one", () => {
  const header = { logId: "log", segment: 5, marker: "0102030405060708", createdUnixMs: 0, tables: [...TEST_TABLES] };
  const marker = Buffer.from(header.marker, "hex");
  const own = numbers(1);
  const bytesOf = (segmentId: number): Buffer =>
    Buffer.concat([encodeHeader(header), encodeRecordHeader(own, marker, segmentId), own.payload]);
  expect(scanSegment(bytesOf(5))).toMatchObject({ readable: true, records: [{ rows: 1 }] });
  expect(scanSegment(bytesOf(4))).toMatchObject({ readable: true, records: [] });
  expect(scanSegment(Buffer.concat([encodeHeader(header), marker, Buffer.alloc(100)]))).toMatchObject({ records: [] });
});
