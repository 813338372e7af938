import type { Log } from "../../log.ts";
import type { FactBatch } from "../../store/facts/facts.ts";
import { openCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { LogConsumer } from "./consumer.ts";
import { LogRefused } from "./failure.ts";
import { NODE_FILES, type LogFiles } from "./files.ts";
import type { Entry, TableSchema } from "./format.ts";
import type { Manifest } from "./manifest.ts";
import { logPaths, type LogPaths } from "./paths.ts";
import { quarantined } from "./quarantine.ts";
import { readIdentity, recover } from "./recover.ts";
import type { LogSettings } from "./settings.ts";
import { LogWriter } from "./writer.ts";

export interface WriteAheadLogOptions {
  /** Folder of the log, made when missing. One process at a time. */
  dir: string;
  tables: readonly TableSchema[];
  settings: LogSettings;
  insert: (batch: FactBatch) => Promise<void>;
  log: Log;
  nowMs: () => number;
  /** Tests put faults here. */
  files?: LogFiles;
}

/** A durable queue between the wire and the facts store. */
export interface WriteAheadLog {
  readonly logId: string;
  /** Resolves when the entries are on disk; rejects with LogRefused when that is not known. */
  append(entries: readonly Entry[]): Promise<void>;
  /** Why an append would be refused now; null when it would be tried. */
  refusal(): LogRefused | null;
  /** True when everything acknowledged before the call is in the store (or put aside), false when the time was not enough. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Runs `work` while nothing is brought into the store; null when it could not begin within `timeoutMs`. Appends go on. */
  quiet<T>(work: () => Promise<T>, timeoutMs: number): Promise<T | null>;
  stats(): LogStats;
  /** Takes no more, brings what it can into the store within `timeoutMs`, leaves the rest to the next start. */
  close(timeoutMs: number): Promise<void>;
}

export interface LogStats {
  /** Rows acknowledged and not yet in the store, by table. */
  pendingRows: Record<string, number>;
  /** Bytes that wait. */
  sizeBytes: number;
  /** Closed segments that wait. */
  waitingSegments: number;
  syncs: number;
  problems: string[];
}

/** Opens the log and begins to replay what it holds. */
export async function openLog(options: WriteAheadLogOptions): Promise<WriteAheadLog> {
  const files = options.files ?? NODE_FILES;
  const paths = logPaths(options.dir);
  await files.makeDir(paths.dir);
  await files.makeDir(paths.quarantineDir);
  const checkpoint = await openCheckpoint(files, paths);
  const logId = await readIdentity(files, paths, checkpoint);
  const earlier = await quarantined(files, paths);
  const recovery = await recover(files, paths, checkpoint, options.nowMs());
  for (const problem of [...earlier, ...recovery.problems]) options.log.error("log.damaged", { problem });
  const log = new DiskLog(options, files, paths, logId, checkpoint, recovery.nextSegment);
  log.begin(recovery.pending, [...earlier, ...recovery.problems]);
  return log;
}

class DiskLog implements WriteAheadLog {
  readonly logId: string;
  readonly #options: WriteAheadLogOptions;
  readonly #checkpoint: Checkpoint;
  readonly #writer: LogWriter;
  readonly #consumer: LogConsumer;
  readonly #tableNames: ReadonlyMap<number, string>;
  #pendingRows: Record<string, number> = {};
  #waitingBytes = 0;
  #damage: string[] = [];
  #writerProblem: string | null = null;
  #consumerProblem: string | null = null;
  #closed = false;
  /** Highest segment of which nothing is left to do. */
  #doneSegment: number;
  #flushes: { segment: number; resolve: (done: boolean) => void }[] = [];

  constructor(
    options: WriteAheadLogOptions,
    files: LogFiles,
    paths: LogPaths,
    logId: string,
    checkpoint: Checkpoint,
    nextSegment: number,
  ) {
    const { settings, nowMs, tables, insert } = options;
    this.#options = options;
    this.logId = logId;
    this.#checkpoint = checkpoint;
    this.#doneSegment = checkpoint.segment;
    this.#tableNames = new Map(tables.map((table) => [table.id, table.name]));
    this.#consumer = new LogConsumer({
      files,
      paths,
      checkpoint,
      settings,
      insert,
      nowMs,
      onConsumed: (manifest) => this.#consumed(manifest),
      onProblem: (problem) => (this.#consumerProblem = this.#report("log.waits", this.#consumerProblem, problem)),
      onQuarantined: (problem) => {
        this.#damage.push(problem);
        options.log.error("log.damaged", { problem });
      },
    });
    this.#writer = new LogWriter({
      files,
      paths,
      logId,
      nextSegment,
      tables,
      settings,
      nowMs,
      onClosed: (manifest) => this.#push(manifest),
      waitingSegments: () => this.#consumer.waiting.length,
      onProblem: (problem) => (this.#writerProblem = this.#report("log.write-failed", this.#writerProblem, problem)),
    });
  }

  begin(pending: readonly Manifest[], damage: readonly string[]): void {
    this.#damage.push(...damage);
    for (const manifest of pending) {
      for (const [table, { rows }] of Object.entries(manifest.tables)) this.#addPending(table, rows);
      this.#push(manifest);
    }
  }

  async append(entries: readonly Entry[]): Promise<void> {
    const refusal = this.refusal();
    if (refusal !== null) throw refusal;
    await this.#writer.append(entries);
    for (const entry of entries) this.#addPending(this.#tableNames.get(entry.table) ?? "", entry.rows);
  }

  refusal(): LogRefused | null {
    if (this.#closed) return new LogRefused("closed", "the server is stopping");
    const waitingBytes = this.#waitingBytes + this.#writer.sizeBytes;
    if (waitingBytes <= this.#options.settings.backlogBytes) return null;
    return new LogRefused("full", `${waitingBytes} bytes already wait for the facts store`);
  }

  flush(timeoutMs: number): Promise<boolean> {
    const segment = Math.max(this.#writer.newestSegment, this.#consumer.waiting.at(-1)?.segment ?? 0);
    if (segment <= this.#doneSegment) return Promise.resolve(true);
    this.#writer.roll();
    return new Promise((resolve) => {
      const flush = { segment, resolve: (done: boolean) => (clearTimeout(timer), resolve(done)) };
      const timer = setTimeout(() => {
        this.#flushes = this.#flushes.filter((other) => other !== flush);
        resolve(false);
      }, timeoutMs);
      this.#flushes.push(flush);
    });
  }

  quiet<T>(work: () => Promise<T>, timeoutMs: number): Promise<T | null> {
    return this.#consumer.quiet(work, timeoutMs);
  }

  stats(): LogStats {
    const now = [this.#writerProblem, this.#consumerProblem].filter((problem) => problem !== null);
    return {
      pendingRows: { ...this.#pendingRows },
      sizeBytes: this.#waitingBytes + this.#writer.sizeBytes,
      waitingSegments: this.#consumer.waiting.length,
      syncs: this.#writer.syncs,
      problems: [...now, ...this.#damage],
    };
  }

  async close(timeoutMs: number): Promise<void> {
    this.#closed = true;
    const endMs = Date.now() + timeoutMs;
    await this.#writer.close();
    await this.flush(Math.max(0, endMs - Date.now()));
    await this.#consumer.stop(Math.max(100, endMs - Date.now()));
    await this.#checkpoint.close();
    for (const { resolve } of this.#flushes.splice(0)) resolve(false);
  }

  #push(manifest: Manifest): void {
    this.#waitingBytes += manifest.sizeBytes;
    this.#consumer.push(manifest);
  }

  #consumed(manifest: Manifest): void {
    this.#waitingBytes -= manifest.sizeBytes;
    this.#doneSegment = manifest.segment;
    for (const [table, { rows }] of Object.entries(manifest.tables)) this.#addPending(table, -rows);
    const done = this.#flushes.filter(({ segment }) => segment <= manifest.segment);
    this.#flushes = this.#flushes.filter(({ segment }) => segment > manifest.segment);
    for (const { resolve } of done) resolve(true);
  }

  #addPending(table: string, rows: number): void {
    this.#pendingRows[table] = (this.#pendingRows[table] ?? 0) + rows;
  }

  /** Each problem is logged once, when it begins and when it ends. */
  #report(event: string, before: string | null, now: string | null): string | null {
    if (now !== null && before === null) this.#options.log.error(event, { problem: now });
    if (now === null && before !== null) this.#options.log.info(`${event}.over`);
    return now;
  }
}
