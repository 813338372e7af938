import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { SILENT_LOG } from "../../log.ts";
import type { FactBatch } from "../../store/facts/facts.ts";
import { numbers, numbersIn, others, TEST_SETTINGS, TEST_TABLES } from "../testing/log-entries.ts";
import { NODE_FILES, type LogFiles } from "./files.ts";
import { encodeHeader, scanSegment } from "./format.ts";
import { openLog, type WriteAheadLog } from "./log.ts";
import { nameOf } from "./paths.ts";
import type { LogSettings } from "./settings.ts";

/** What the store was given, and what it does with the next inserts. */
class Store {
  inserted: { token: string; table: string; columns: readonly string[]; values: number[] }[] = [];
  failure: ((batch: FactBatch) => Error | null) | null = null;

  async insert(batch: FactBatch): Promise<void> {
    const failure = this.failure?.(batch) ?? null;
    if (failure !== null) throw failure;
    const values: number[] = [];
    for await (const chunk of batch.body()) values.push(...numbersIn(chunk));
    this.inserted.push({ token: batch.token, table: batch.table, columns: batch.columns, values });
  }

  values(table = "numbers"): number[] {
    return this.inserted.filter((batch) => batch.table === table).flatMap((batch) => batch.values);
  }
}

let dir: string;
let store: Store;
const opened: WriteAheadLog[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "governor-log-"));
  store = new Store();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close(0)));
  await rm(dir, { recursive: true, force: true });
});

async function open(settings: Partial<LogSettings> = {}, files: LogFiles = NODE_FILES): Promise<WriteAheadLog> {
  const log = await openLog({
    dir,
    tables: TEST_TABLES,
    settings: { ...TEST_SETTINGS, ...settings },
    insert: (batch) => store.insert(batch),
    log: SILENT_LOG,
    nowMs: Date.now,
    files,
  });
  opened.push(log);
  return log;
}

/** A log with rows in one closed and then one open segment that no store has seen, as a crash leaves them. */
async function crashed(closed: number[][], left: number[][], id = 1): Promise<void> {
  store.failure = () => new Error("away");
  const log = await open({ segmentAgeMs: 1e6 });
  for (const values of closed) await log.append([numbers(...values)]);
  if (closed.length > 0) {
    void log.flush(0);
    await vi.waitUntil(() => log.stats().waitingSegments === 1);
  }
  for (const values of left) await log.append([numbers(...values)]);
  // What a crash leaves is a copy of the folder at this moment.
  const copy = await mkdtemp(join(tmpdir(), "governor-log-"));
  for (const name of await readdir(dir)) if (name !== "quarantine") await copyFile(join(dir, name), join(copy, name));
  await log.close(0);
  opened.length = 0;
  await rm(dir, { recursive: true, force: true });
  dir = copy;
  store = new Store();
  expect(await readdir(dir)).toContain(`${nameOf(id)}.seg`);
}

async function change(name: string, edit: (bytes: Buffer) => Buffer): Promise<void> {
  const path = join(dir, name);
  await writeFile(path, edit(await readFile(path)));
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

const segment = (id: number): string => `${nameOf(id)}.seg`;
const manifest = (id: number): string => `${nameOf(id)}.manifest.json`;

describe("appending", () => {
  it("lets concurrent appends share a sync", async () => {
    const log = await open();
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => log.append([numbers(i)])));
    expect(log.stats().syncs).toBeLessThan(50);
    expect(await log.flush(5_000)).toBe(true);
    expect(store.values().sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
  });

  it("acknowledges only after the sync", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const log = await open({}, faulty({ sync: () => held }));
    let acknowledged = false;
    const append = log.append([numbers(1)]).then(() => (acknowledged = true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(acknowledged).toBe(false);
    release();
    await append;
  });

  it("brings rows to the store by age alone, one insert a table with the columns they were written with", async () => {
    const log = await open();
    await log.append([numbers(1, 2), others(7)]);
    await log.append([numbers(3)]);
    await vi.waitUntil(() => store.inserted.length === 2, 5_000);
    expect(store.inserted).toEqual([
      { token: `${log.logId}-1-numbers`, table: "numbers", columns: ["n"], values: [1, 2, 3] },
      { token: `${log.logId}-1-others`, table: "others", columns: ["m"], values: [7] },
    ]);
    await vi.waitUntil(() => log.stats().sizeBytes === 0, 5_000);
    expect(await readdir(dir)).toEqual(["checkpoint", "log.json", "quarantine"]);
    expect(log.stats()).toMatchObject({ pendingRows: { numbers: 0, others: 0 }, problems: [] });
  });

  it("closes a segment by size and by rows", async () => {
    store.failure = () => new Error("away");
    const log = await open({ segmentBytes: 2_000, segmentRows: 100, segmentAgeMs: 1e6 });
    await log.append([numbers(...Array.from({ length: 250 }, (_, i) => i))]);
    await vi.waitUntil(() => log.stats().waitingSegments === 1);
    await log.append([numbers(...Array.from({ length: 100 }, (_, i) => i))]);
    await vi.waitUntil(() => log.stats().waitingSegments === 2);
  });

  it("takes an append larger than a group in pieces, and acknowledges it once", async () => {
    const log = await open({ groupBytes: 100, segmentBytes: 300 });
    await Promise.all([
      log.append([numbers(0)]),
      log.append(Array.from({ length: 100 }, (_, i) => numbers(i + 1))),
      log.append([numbers(101)]),
    ]);
    expect(await log.flush(5_000)).toBe(true);
    expect(store.values()).toEqual(Array.from({ length: 102 }, (_, i) => i));
    expect(log.stats().sizeBytes).toBe(0);
  });

  it("refuses more than the backlog, and takes it again when the store does", async () => {
    store.failure = () => new Error("away");
    const log = await open({ backlogBytes: 2_000 });
    await log.append([numbers(...Array.from({ length: 250 }, (_, i) => i))]);
    await expect(log.append([numbers(1)])).rejects.toMatchObject({ reason: "full" });
    expect(log.refusal()).not.toBeNull();
    store.failure = null;
    expect(await log.flush(5_000)).toBe(true);
    await log.append([numbers(1)]);
  });

  it("refuses after it was closed", async () => {
    const log = await open();
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
      const log = await open({ segmentAgeMs: 1e6 }, files);
      await log.append([numbers(1)]);
      failNext = true;
      await expect(log.append([numbers(2)])).rejects.toMatchObject({ reason: "disk" });
      expect(log.stats().problems.join()).toContain("no space left");
      await log.append([numbers(3)]);
      expect(await log.flush(5_000)).toBe(true);
      expect(store.values()).toEqual([1, 3]);
      // A new segment: the failed one is never synced again and believed.
      expect(store.inserted.map(({ token }) => token.split("-").at(-2))).toEqual(["1", "2"]);
      expect(log.stats().problems).toEqual([]);
    },
  );

  it("acknowledges nothing while no segment can be made, and goes on when one can", async () => {
    let full = true;
    const files: LogFiles = {
      ...NODE_FILES,
      create: async (path) => {
        if (full && path.endsWith(".seg")) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
        return NODE_FILES.create(path);
      },
    };
    const log = await open({}, files);
    await expect(log.append([numbers(1)])).rejects.toMatchObject({ reason: "disk" });
    await expect(log.append([numbers(2)])).rejects.toMatchObject({ reason: "disk" });
    full = false;
    await log.append([numbers(3)]);
    expect(await log.flush(5_000)).toBe(true);
    expect(store.values()).toEqual([3]);
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
    const log = await open({}, files);
    await log.append([numbers(1)]);
    expect(await log.flush(5_000)).toBe(true);
    expect(store.values()).toEqual([1]);
  });
});

describe("a store that fails", () => {
  it("is tried again for ever, in order, and what waits is visible", async () => {
    let attempts = 0;
    store.failure = () => (attempts++ < 5 ? new Error("connect ECONNREFUSED") : null);
    const log = await open();
    await log.append([numbers(1)]);
    await vi.waitUntil(() => log.stats().problems.length === 1);
    expect(log.stats()).toMatchObject({ pendingRows: { numbers: 1 } });
    expect(log.stats().problems[0]).toContain("ECONNREFUSED");
    expect(await log.flush(5_000)).toBe(true);
    expect(log.stats().problems).toEqual([]);
  });

  it("that refuses the content of a segment does not hold up the ones behind it", async () => {
    store.failure = (batch) =>
      batch.token.endsWith("-1-numbers")
        ? new Error("insert failed", { cause: Object.assign(new Error("Cannot read all data"), { code: "33" }) })
        : null;
    const log = await open();
    await log.append([numbers(1), others(10)]);
    expect(await log.flush(5_000)).toBe(true);
    await log.append([numbers(2)]);
    expect(await log.flush(5_000)).toBe(true);
    expect(store.values()).toEqual([2]);
    expect(store.values("others")).toEqual([10]);
    expect(log.stats().problems[0]).toMatch(/segment 1 .*refuses its rows of numbers: insert failed/);
    expect(await readdir(join(dir, "quarantine"))).toEqual([manifest(1), `${nameOf(1)}.reason.json`, segment(1)]);
  });

  it("that refuses once and then takes the same rows was only disturbed", async () => {
    let refusals = 2;
    store.failure = () => (refusals-- > 0 ? Object.assign(new Error("cut off"), { code: "33" }) : null);
    const log = await open();
    await log.append([numbers(1)]);
    expect(await log.flush(5_000)).toBe(true);
    expect(store.values()).toEqual([1]);
    expect(log.stats().problems).toEqual([]);
  });

  it("holds up neither a flush beyond its time nor the end", async () => {
    store.failure = () => new Error("away");
    const log = await open();
    await log.append([numbers(1)]);
    expect(await log.flush(50)).toBe(false);
    await log.close(50);
    store.failure = null;
    const again = await open();
    expect(await again.flush(5_000)).toBe(true);
    expect(store.values()).toEqual([1]);
  });
});

describe("starting again", () => {
  it("replays closed and open segments in order, under the same tokens each time", async () => {
    await crashed([[1], [2]], [[3]]);
    const copy = await mkdtemp(join(tmpdir(), "governor-log-"));
    for (const name of await readdir(dir)) await copyFile(join(dir, name), join(copy, name));
    const first = await open();
    expect(await first.flush(5_000)).toBe(true);
    const before = store.inserted;
    expect(before.map(({ values }) => values)).toEqual([[1, 2], [3]]);
    await first.close(0);
    await rm(dir, { recursive: true, force: true });
    dir = copy;
    store = new Store();
    const second = await open();
    expect(await second.flush(5_000)).toBe(true);
    expect(store.inserted).toEqual(before);
  });

  it("never uses an id again, though nothing is left of the earlier ones", async () => {
    for (const expected of ["1", "2", "3"]) {
      const log = await open();
      await log.append([numbers(1)]);
      expect(await log.flush(5_000)).toBe(true);
      expect(store.inserted.at(-1)?.token.split("-").at(-2)).toBe(expected);
      await log.close(0);
    }
  });

  it("cuts off a tail that was torn in the middle of a write, wherever it was torn", async () => {
    await crashed([], [[1], [2], [3]]);
    const whole = await readFile(join(dir, segment(1)));
    const scan = scanSegment(whole);
    if (!scan.readable) throw new Error(scan.reason);
    const last = scan.records[2];
    if (last === undefined) throw new Error("three records were written");
    for (let end = last.start; end < last.end; end++) {
      await rm(join(dir, "checkpoint"), { force: true });
      await rm(join(dir, manifest(1)), { force: true });
      await writeFile(join(dir, segment(1)), whole.subarray(0, end));
      store = new Store();
      const log = await open();
      expect(await log.flush(5_000)).toBe(true);
      expect(store.values(), `torn at ${end}`).toEqual([1, 2]);
      expect(log.stats().problems).toEqual([]);
      await log.close(0);
    }
  });

  it("closes a segment again whose manifest is missing or cannot be read", async () => {
    await crashed([[1], [2]], [[3]]);
    await rm(join(dir, manifest(1)));
    const log = await open();
    expect(await log.flush(5_000)).toBe(true);
    await log.close(0);
    expect(store.values()).toEqual([1, 2, 3]);
    expect(log.stats().problems).toEqual([]);
  });

  it.each(["closed", "open"])(
    "saves the good rows of a %s segment damaged in the middle, says so, and keeps the original",
    async (kind) => {
      await (kind === "closed" ? crashed([[1], [2], [3]], []) : crashed([], [[1], [2], [3]]));
      const original = await readFile(join(dir, segment(1)));
      const scan = scanSegment(original);
      if (!scan.readable) throw new Error(scan.reason);
      await change(segment(1), (bytes) => flipped(bytes, (scan.records[1]?.end ?? 0) - 3));
      const log = await open();
      expect(await log.flush(5_000)).toBe(true);
      expect(store.inserted).toEqual([
        { token: `${log.logId}-1-numbers`, table: "numbers", columns: ["n"], values: [1, 3] },
      ]);
      expect(log.stats().problems.join()).toMatch(
        /segment 1 .*32 of its bytes are damaged or missing; its 2 good records go on/,
      );
      expect(flipped(await readFile(join(dir, "quarantine", segment(1))), (scan.records[1]?.end ?? 0) - 3)).toEqual(
        original,
      );
      await log.close(0);
      const again = await open();
      expect(again.stats().problems).toHaveLength(1);
    },
  );

  it("says so when a closed segment lost its end", async () => {
    await crashed([[1], [2]], []);
    await change(segment(1), (bytes) => bytes.subarray(0, bytes.length - 32));
    const log = await open();
    expect(await log.flush(5_000)).toBe(true);
    expect(store.values()).toEqual([1]);
    expect(log.stats().problems.join()).toContain("32 of its bytes");
  });

  it("puts a segment aside whose beginning cannot be read, and goes on with the rest", async () => {
    await crashed([[1]], [[2]]);
    await change(segment(1), (bytes) => flipped(bytes, 30));
    const log = await open();
    expect(await log.flush(5_000)).toBe(true);
    expect(store.values()).toEqual([2]);
    expect(log.stats().problems.join()).toContain("its header is damaged");
    expect(await readdir(join(dir, "quarantine"))).toContain(segment(1));
  });

  it("forgets a segment of which not even the header was written", async () => {
    await crashed([], [[1]]);
    await writeFile(join(dir, segment(2)), Buffer.alloc(100));
    await writeFile(join(dir, segment(3)), "");
    const log = await open();
    expect(await log.flush(5_000)).toBe(true);
    expect(store.values()).toEqual([1]);
    expect(log.stats().problems).toEqual([]);
  });

  it("keeps its name when the file that holds it is lost, so that tokens stay what they were", async () => {
    await crashed([[1]], []);
    const { logId } = JSON.parse((await readFile(join(dir, "log.json"))).toString()) as { logId: string };
    await rm(join(dir, "log.json"));
    const log = await open();
    expect(log.logId).toBe(logId);
  });

  it("uses no id again when a slot of the checkpoint is damaged, and takes a new name when both are", async () => {
    for (let i = 0; i < 3; i++) {
      const log = await open();
      await log.append([numbers(i)]);
      await log.flush(5_000);
      await log.close(0);
    }
    const intact = await readFile(join(dir, "checkpoint"));
    const tokenAfter = async (checkpoint: Buffer): Promise<string> => {
      await writeFile(join(dir, "checkpoint"), checkpoint);
      const log = await open();
      await log.append([numbers(9)]);
      expect(await log.flush(5_000)).toBe(true);
      await log.close(0);
      return store.inserted.at(-1)?.token ?? "";
    };
    const [name] = /^[0-9a-f-]{36}/.exec(await tokenAfter(intact)) ?? [];
    expect(await tokenAfter(flipped(intact, 5))).toBe(`${name}-4-numbers`);
    expect(await tokenAfter(flipped(intact, 512 + 5))).toBe(`${name}-5-numbers`);
    expect(await tokenAfter(flipped(flipped(intact, 5), 512 + 5))).not.toContain(name);
  });
});

it("finds no record of another segment, nor one forged inside a payload", () => {
  const header = { logId: "log", segment: 5, marker: "0102030405060708", createdUnixMs: 0, tables: [...TEST_TABLES] };
  const foreign = Buffer.concat([encodeHeader(header), Buffer.from("0102030405060708", "hex"), Buffer.alloc(100)]);
  expect(scanSegment(foreign)).toMatchObject({ readable: true, records: [] });
});

/** Node's files, with something happening before an operation on segments. */
function faulty(before: { write?: () => Promise<void>; sync?: () => Promise<void> }): LogFiles {
  return {
    ...NODE_FILES,
    create: async (path) => {
      const file = await NODE_FILES.create(path);
      if (!path.endsWith(".seg")) return file;
      return {
        ...file,
        write: async (buffers, position) => {
          await before.write?.();
          await file.write(buffers, position);
        },
        sync: async () => {
          await before.sync?.();
          await file.sync();
        },
      };
    },
  };
}
