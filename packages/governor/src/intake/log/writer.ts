import { LogRefused, sayError } from "./failure.ts";
import type { LogFiles } from "./files.ts";
import type { Entry, TableSchema } from "./format.ts";
import { writeManifest, type Manifest } from "./manifest.ts";
import { pause } from "./pause.ts";
import type { LogPaths } from "./paths.ts";
import { createSegment, type OpenSegment } from "./segment.ts";
import type { LogSettings } from "./settings.ts";

export interface WriterOptions {
  files: LogFiles;
  paths: LogPaths;
  logId: string;
  /** The first id to use: above every id ever used. */
  nextSegment: number;
  tables: readonly TableSchema[];
  settings: LogSettings;
  nowMs: () => number;
  /** A segment is closed and durable; called in order of ids. */
  onClosed: (manifest: Manifest) => void;
  /** Closed segments that wait: while there are any, age alone closes no further one. */
  waitingSegments: () => number;
  /** What is wrong now, null when it is well again. */
  onProblem: (problem: string | null) => void;
}

/** One append: resolved when its last entry is durable. */
interface Append {
  /** What is not written yet. */
  entries: readonly Entry[];
  sizeBytes: number;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** What one sync makes durable. */
interface Group {
  entries: Entry[];
  /** Appends of which the last entry is in the group. */
  complete: Append[];
  /** The append of which only a part fits. */
  partial: Append | null;
}

/**
 * Group commit. Appends that arrive while a sync runs wait together and share the next one, so a thousand concurrent
 * requests cost a handful of syncs. An append of up to `groupBytes` lies in one segment whole; a larger one may be cut
 * by a crash, unacknowledged.
 */
export class LogWriter {
  readonly #options: WriterOptions;
  #queue: Append[] = [];
  #queuedBytes = 0;
  #current: OpenSegment | null = null;
  #nextSegment: number;
  #newestSegment = 0;
  #running: Promise<void> | null = null;
  #closing: Promise<void> = Promise.resolve();
  #closingBytes = 0;
  #rollAsked = false;
  #timer: NodeJS.Timeout | null = null;
  #stopped = new AbortController();
  syncs = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#nextSegment = options.nextSegment;
  }

  /** Bytes in the open segment, in segments being closed, and waiting in memory. */
  get sizeBytes(): number {
    return (this.#current?.sizeBytes ?? 0) + this.#closingBytes + this.#queuedBytes;
  }

  /** The newest segment with acknowledged rows; 0 when none was written since the start. */
  get newestSegment(): number {
    return this.#newestSegment;
  }

  /** Resolves when the entries are durable. Rejects with LogRefused when they are not known to be. */
  append(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const sizeBytes = entries.reduce((sum, { payload }) => sum + payload.length, 0);
      this.#queue.push({ entries, sizeBytes, resolve, reject });
      this.#queuedBytes += sizeBytes;
      this.#start();
    });
  }

  /** Close the open segment if it holds anything, once what is queued is written. */
  roll(): void {
    this.#rollAsked = true;
    this.#start();
  }

  /** Write what is queued and close the last segment. Manifests that cannot be written are left to the next start. */
  async close(): Promise<void> {
    this.roll();
    while (this.#running !== null) await this.#running;
    this.#stopped.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#closing;
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      // Something may have been queued between the last look and here.
      if (this.#queue.length > 0 || this.#rollAsked) this.#start();
    });
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0 || this.#rollAsked) {
      // A turn of the event loop lets requests that are ready now join the group.
      await new Promise(setImmediate);
      const group = this.#takeGroup();
      if (group.entries.length > 0) await this.#commit(group);
      if (this.#rollAsked && this.#queue.length === 0) {
        this.#rollAsked = false;
        this.#closeCurrent();
      } else if (this.#isFull()) {
        this.#closeCurrent();
      }
    }
  }

  #isFull(): boolean {
    const { settings } = this.#options;
    const current = this.#current;
    return current !== null && (current.sizeBytes >= settings.segmentBytes || current.rows >= settings.segmentRows);
  }

  #takeGroup(): Group {
    const { groupBytes } = this.#options.settings;
    const group: Group = { entries: [], complete: [], partial: null };
    let sizeBytes = 0;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (sizeBytes > 0 && sizeBytes + next.sizeBytes > groupBytes) break;
      if (next.sizeBytes > groupBytes) {
        group.entries = takePart(next, groupBytes);
        group.partial = next;
        break;
      }
      this.#queue.shift();
      sizeBytes += next.sizeBytes;
      group.entries.push(...next.entries);
      group.complete.push(next);
    }
    this.#queuedBytes -= group.entries.reduce((sum, { payload }) => sum + payload.length, 0);
    return group;
  }

  async #commit(group: Group): Promise<void> {
    try {
      this.#current ??= await this.#create();
      this.syncs++;
      await this.#current.commit(group.entries, this.#options.nowMs());
    } catch (error) {
      this.#fail(group, error);
      return;
    }
    this.#newestSegment = this.#current.segment;
    this.#options.onProblem(null);
    for (const append of group.complete) append.resolve();
    this.#armTimer();
  }

  /**
   * After a failed write or sync the kernel may have dropped the dirty pages and would report the next sync as a success,
   * so this file gets no more: it is closed with what was durable before, and the next append opens another.
   */
  #fail(group: Group, error: unknown): void {
    const problem = `the write-ahead log cannot be written: ${sayError(error)}`;
    this.#options.onProblem(problem);
    this.#closeCurrent();
    const refused = new LogRefused("disk", problem, { cause: error });
    for (const append of group.complete) append.reject(refused);
    if (group.partial === null) return;
    this.#queue.shift();
    this.#queuedBytes -= group.partial.sizeBytes;
    group.partial.reject(refused);
  }

  #create(): Promise<OpenSegment> {
    const { files, paths, logId, tables, nowMs } = this.#options;
    // The id is spent even when the file cannot be made: an id never names two batches.
    const segment = this.#nextSegment++;
    return createSegment({ files, paths, logId, segment, tables, nowMs: nowMs() });
  }

  #closeCurrent(): void {
    const segment = this.#current;
    if (segment === null) return;
    this.#current = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#closingBytes += segment.sizeBytes;
    this.#closing = this.#closing.then(() => this.#finish(segment));
  }

  async #finish(segment: OpenSegment): Promise<void> {
    const { settings, onProblem } = this.#options;
    await segment.close().catch(() => undefined);
    let waitMs = settings.retryMinMs;
    while (!(await this.#seal(segment).catch((error: unknown) => sayFailed(segment, error, onProblem)))) {
      if (this.#stopped.signal.aborted) break;
      await pause(waitMs, this.#stopped.signal);
      waitMs = Math.min(waitMs * 2, settings.retryMaxMs);
    }
    this.#closingBytes -= segment.sizeBytes;
  }

  async #seal(segment: OpenSegment): Promise<boolean> {
    const { files, paths, onClosed, nowMs } = this.#options;
    if (segment.rows === 0) {
      await files.remove(paths.segment(segment.segment));
      return true;
    }
    const manifest = segment.manifest(nowMs());
    await writeManifest(files, paths, manifest);
    onClosed(manifest);
    return true;
  }

  #armTimer(): void {
    if (this.#timer !== null || this.#current === null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // Behind, a larger segment later serves better than one more small insert now.
      if (this.#options.waitingSegments() > 0) this.#armTimer();
      else this.roll();
    }, this.#options.settings.segmentAgeMs);
    this.#timer.unref();
  }
}

/** The first entries of an append that is larger than a group, at least one; what is left stays in it. */
function takePart(append: Append, groupBytes: number): Entry[] {
  let count = 0;
  let sizeBytes = 0;
  for (const { payload } of append.entries) {
    if (count > 0 && sizeBytes + payload.length > groupBytes) break;
    sizeBytes += payload.length;
    count++;
  }
  const part = append.entries.slice(0, count);
  append.entries = append.entries.slice(count);
  append.sizeBytes -= sizeBytes;
  return part;
}

function sayFailed(segment: OpenSegment, error: unknown, onProblem: (problem: string) => void): boolean {
  onProblem(`segment ${segment.segment} cannot be closed: ${sayError(error)}`);
  return false;
}
