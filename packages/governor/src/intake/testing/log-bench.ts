import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { vi } from "vitest";

import { SILENT_LOG } from "../../log.ts";
import type { FactBatch } from "../../store/facts/facts.ts";
import { NODE_FILES, type LogFiles } from "../log/files.ts";
import { openLog, type WriteAheadLog } from "../log/log.ts";
import { nameOf } from "../log/paths.ts";
import type { LogSettings } from "../log/settings.ts";
import { numbers, numbersIn, TEST_SETTINGS, TEST_TABLES } from "./log-entries.ts";

/** What the store was given, and what it does with the next inserts. */
export class Store {
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

/** A folder for logs, and a store behind them; one a test. */
export class LogBench {
  dir: string;
  store: Store = new Store();
  #opened: WriteAheadLog[] = [];

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async make(): Promise<LogBench> {
    return new LogBench(await mkdtemp(join(tmpdir(), "governor-log-")));
  }

  async open(settings: Partial<LogSettings> = {}, files: LogFiles = NODE_FILES): Promise<WriteAheadLog> {
    const log = await openLog({
      dir: this.dir,
      tables: TEST_TABLES,
      settings: { ...TEST_SETTINGS, ...settings },
      insert: (batch) => this.store.insert(batch),
      log: SILENT_LOG,
      nowMs: Date.now,
      files,
    });
    this.#opened.push(log);
    return log;
  }

  /** Rows in one closed and then one open segment that no store has seen, as a crash leaves them. */
  async crashed(closed: number[][], left: number[][]): Promise<void> {
    this.store.failure = () => new Error("away");
    const log = await this.open({ segmentAgeMs: 1e6 });
    for (const values of closed) await log.append([numbers(...values)]);
    if (closed.length > 0) {
      void log.flush(0);
      await vi.waitUntil(() => log.stats().waitingSegments === 1);
    }
    for (const values of left) await log.append([numbers(...values)]);
    // What a crash leaves is a copy of the folder at this moment.
    const copy = await this.copy();
    await log.close(0);
    await this.use(copy);
  }

  async copy(): Promise<string> {
    const copy = await mkdtemp(join(tmpdir(), "governor-log-"));
    for (const name of await readdir(this.dir)) {
      if (name !== "quarantine") await copyFile(join(this.dir, name), join(copy, name));
    }
    return copy;
  }

  /** Go on with another folder, and a store that knows nothing. */
  async use(dir: string): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
    this.dir = dir;
    this.store = new Store();
  }

  async change(name: string, edit: (bytes: Buffer) => Buffer): Promise<void> {
    const path = join(this.dir, name);
    await writeFile(path, edit(await readFile(path)));
  }

  async remove(): Promise<void> {
    await Promise.all(this.#opened.map((log) => log.close(0)));
    await rm(this.dir, { recursive: true, force: true });
  }
}

export function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

export const segment = (id: number): string => `${nameOf(id)}.seg`;
export const manifest = (id: number): string => `${nameOf(id)}.manifest.json`;

/** Node's files, with something happening before an operation on segments. */
export function faulty(before: { write?: () => Promise<void>; sync?: () => Promise<void> }): LogFiles {
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
