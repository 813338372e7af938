import type { FactBatch } from "../../store/facts/facts.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { isContentRefused } from "./content.ts";
import { sayError } from "./failure.ts";
import type { LogFiles } from "./files.ts";
import { loadSegment, type LoadedSegment } from "./load.ts";
import type { Manifest } from "./manifest.ts";
import { pause } from "./pause.ts";
import type { LogPaths } from "./paths.ts";
import { quarantine } from "./quarantine.ts";
import type { LogSettings } from "./settings.ts";
import { Turn } from "./turn.ts";

export interface ConsumerOptions {
  files: LogFiles;
  paths: LogPaths;
  checkpoint: Checkpoint;
  settings: LogSettings;
  insert: (batch: FactBatch) => Promise<void>;
  nowMs: () => number;
  /** A segment's rows are in the store, or put aside. */
  onConsumed: (manifest: Manifest) => void;
  /** What keeps it from going on, null when nothing does. */
  onProblem: (problem: string | null) => void;
  /** A segment was put aside, in words. */
  onQuarantined: (problem: string) => void;
}

/**
 * Brings closed segments into the store, in order, whole: one insert a table, then the checkpoint, then the file goes.
 * A crash anywhere repeats inserts under the same tokens, which the store knows. While the store is away it tries for
 * ever; a segment whose content the store refuses is put aside, so that it cannot hold up the rest.
 */
export class LogConsumer {
  readonly #options: ConsumerOptions;
  #queue: Manifest[] = [];
  #running: Promise<void> | null = null;
  readonly #turn = new Turn();
  readonly #stopped = new AbortController();

  constructor(options: ConsumerOptions) {
    this.#options = options;
  }

  get waiting(): readonly Manifest[] {
    return this.#queue;
  }

  push(manifest: Manifest): void {
    this.#queue.push(manifest);
    if (!this.#stopped.signal.aborted) this.#running ??= this.#run().finally(() => (this.#running = null));
  }

  /** Runs `work` between two segments: nothing is brought into the store meanwhile. Null when its turn does not come in time. */
  quiet<T>(work: () => Promise<T>, timeoutMs: number): Promise<T | null> {
    return this.#turn.takeWithin(work, timeoutMs);
  }

  /** No further insert begins; the one under way is waited for up to `timeoutMs`. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopped.abort();
    const bound = new AbortController();
    await Promise.race([this.#running, pause(timeoutMs, bound.signal)]);
    bound.abort();
  }

  async #run(): Promise<void> {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (!(await this.#turn.take(() => this.#consume(next)))) return;
      this.#queue.shift();
      this.#options.onProblem(null);
      this.#options.onConsumed(next);
    }
  }

  /** False when it was stopped before the segment was done. */
  async #consume(manifest: Manifest): Promise<boolean> {
    const { files, paths, checkpoint, nowMs } = this.#options;
    const { segment } = manifest;
    const loaded = await this.#untilDone(`segment ${segment} cannot be read`, () =>
      loadSegment(files, paths, manifest, nowMs()),
    );
    if (loaded === null) return false;
    if (loaded.problem !== null) this.#options.onQuarantined(loaded.problem);
    const refusals: string[] = [];
    for (const batch of batchesOf(loaded)) {
      const refusal = await this.#insert(segment, batch);
      if (refusal === null) return false;
      if (refusal !== "") refusals.push(refusal);
    }
    const done = await this.#untilDone(`segment ${segment} cannot be checked off`, async () => {
      if (refusals.length > 0) {
        this.#options.onQuarantined(await quarantine(files, paths, segment, refusals.join("; "), nowMs()));
      }
      await checkpoint.advance(segment);
      await files.remove(paths.segment(segment));
      await files.remove(paths.manifest(segment));
      return true;
    });
    return done !== null;
  }

  /** Empty when the rows are in the store, else why it refuses them; null when stopped. */
  async #insert(segment: number, batch: FactBatch): Promise<string | null> {
    let refusedTimes = 0;
    return this.#untilDone(`the facts store does not take segment ${segment}`, async () => {
      try {
        await this.#options.insert(batch);
        return "";
      } catch (error) {
        if (!isContentRefused(error) || ++refusedTimes < this.#options.settings.refusals) throw error;
        return `the facts store refuses its rows of ${batch.table}: ${sayError(error)}`;
      }
    });
  }

  /** Try until it works, with growing pauses; null when stopped before. */
  async #untilDone<T>(what: string, attempt: () => Promise<T>): Promise<T | null> {
    const { settings, onProblem } = this.#options;
    let waitMs = settings.retryMinMs;
    while (!this.#stopped.signal.aborted) {
      try {
        return await attempt();
      } catch (error) {
        onProblem(`${what}: ${sayError(error)}; it is tried again and again`);
        await pause(waitMs, this.#stopped.signal);
        waitMs = Math.min(waitMs * 2, settings.retryMaxMs);
      }
    }
    return null;
  }
}

/** One immutable batch a table; the token is the segment's name, never made from anything that could differ at a replay. */
function batchesOf({ header, records }: LoadedSegment): FactBatch[] {
  if (header === null) return [];
  return header.tables.flatMap(({ id, name, columns }) => {
    const pieces = records.filter((record) => record.table === id).map((record) => record.payload);
    if (pieces.length === 0) return [];
    const token = `${header.logId}-${header.segment}-${name}`;
    return [{ table: name, columns, format: "RowBinary", body: () => joined(pieces), token }];
  });
}

/** A record may be a few hundred bytes; a request body of thousands of such chunks would cost more than the rows. */
async function* joined(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  let group: Uint8Array[] = [];
  let sizeBytes = 0;
  for (const piece of pieces) {
    group.push(piece);
    sizeBytes += piece.length;
    if (sizeBytes < CHUNK_BYTES) continue;
    yield Buffer.concat(group);
    group = [];
    sizeBytes = 0;
  }
  if (sizeBytes > 0) yield Buffer.concat(group);
}

const CHUNK_BYTES = 1_048_576;
