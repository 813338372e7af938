import type { Log } from "../log.ts";

/** A running engine process. */
export interface Child {
  readonly pid: number;
  /** Resolves, never rejects, when the process is gone, with the reason in words. */
  readonly exited: Promise<string>;
  /** Asks it to end cleanly and waits; ends it by force when it does not. */
  stop(): Promise<void>;
}

export interface Supervised {
  /** Undefined while the engine is down. */
  readonly pid: number | undefined;
  /** How often it was started again. */
  readonly restarts: number;
  onDown(listener: (reason: string) => void): void;
  onUp(listener: () => void): void;
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  name: string;
  start: () => Promise<Child>;
  log: Log;
  /** Runs once the process is gone for good. */
  afterStop?: () => Promise<void>;
  /** Wait before the first restart; doubles up to `backoffMaxMs` and starts over after a minute without a fall. */
  backoffMs?: number;
  backoffMaxMs?: number;
}

const STEADY_MS = 60_000;

/** Starts an engine and keeps it running until `stop`. The first start's failure is the caller's; later ones are retried. */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const supervisor = new Supervisor(options);
  await supervisor.begin();
  return supervisor;
}

class Supervisor implements Supervised {
  restarts = 0;
  readonly #options: SuperviseOptions;
  readonly #downListeners: ((reason: string) => void)[] = [];
  readonly #upListeners: (() => void)[] = [];
  readonly #stopping = new AbortController();
  #child: Child | undefined;
  #watching: Promise<void> = Promise.resolve();

  constructor(options: SuperviseOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  onDown(listener: (reason: string) => void): void {
    this.#downListeners.push(listener);
  }

  onUp(listener: () => void): void {
    this.#upListeners.push(listener);
  }

  async begin(): Promise<void> {
    this.#child = await this.#options.start();
    this.#watching = this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#child?.stop();
    await this.#watching;
    this.#child = undefined;
    await this.#options.afterStop?.();
  }

  async #watch(): Promise<void> {
    const { name, log, backoffMs = 100, backoffMaxMs = 5_000 } = this.#options;
    let delayMs = backoffMs;
    while (!this.#stopping.signal.aborted) {
      const child = this.#child;
      if (child !== undefined) {
        const upSince = performance.now();
        const reason = await child.exited;
        this.#child = undefined;
        if (this.#stopping.signal.aborted) return;
        if (performance.now() - upSince > STEADY_MS) delayMs = backoffMs;
        log.warn(`store.${name}.down`, { pid: child.pid, reason, restartInMs: delayMs });
        for (const listener of this.#downListeners) listener(reason);
      }
      await pause(delayMs, this.#stopping.signal);
      delayMs = Math.min(delayMs * 2, backoffMaxMs);
      await this.#restart();
    }
  }

  async #restart(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const { name, log, start } = this.#options;
    try {
      const child = await start();
      // Asked to stop while it was starting: stop() saw no child, so it is ended here.
      if (this.#stopping.signal.aborted) return await child.stop();
      this.#child = child;
      this.restarts += 1;
      log.info(`store.${name}.up`, { pid: child.pid, restarts: this.restarts });
      for (const listener of this.#upListeners) listener();
    } catch (error) {
      log.error(`store.${name}.restart-failed`, { error });
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
