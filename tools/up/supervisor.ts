import { setTimeout as delay } from "node:timers/promises";
import { describeProcess, forgetInstance, writeInstance, type Instance } from "../instance/record.js";
import { say, SetupError } from "../setup/say.js";
import { logTail, startProcess, type Process } from "./process.ts";

const POLL_MS = 100;
/** A server that falls more often than this has a cause that another start will not cure. */
const RESTARTS_MAX = 5;

/** Keeps what `make up` started: writes it down for `make down`, and stops it in reverse order. */
export class Supervisor {
  readonly #instance: Instance;
  readonly #stops: (() => Promise<void>)[] = [];
  readonly #stopping = new AbortController();

  constructor(url: string, dataDir: string) {
    const supervisor = describeProcess("make up", process.pid);
    this.#instance = { supervisor, processes: [], url, dataDir, databaseUrl: null };
    writeInstance(this.#instance);
  }

  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Ends the run; `reason` is shown when it is a failure. */
  end(reason?: SetupError): void {
    this.#stopping.abort(reason);
  }

  onStop(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }

  set databaseUrl(url: string) {
    this.#instance.databaseUrl = url;
    writeInstance(this.#instance);
  }

  /** Starts a program and starts it again when something kills it; ends the run when it ends by itself. */
  start(name: string, args: string[], env: NodeJS.ProcessEnv, logPath: string): Process {
    let current = this.#launch(name, args, env, logPath);
    this.onStop(() => current.stop());
    const first = current;
    const watch = async (): Promise<void> => {
      for (let restarts = 0; ; restarts++) {
        const ending = await current.exited;
        if (this.signal.aborted) return;
        if (!ending.startsWith("SIG") || restarts === RESTARTS_MAX) return this.end(failed(name, ending, logPath));
        say(`${name} was ended by ${ending}; starting it again`);
        current = this.#launch(name, args, env, logPath);
      }
    };
    void watch();
    return first;
  }

  /** Waits until `isReady`; rejects when the run ends before, or the time is over. */
  async until(what: string, timeoutMs: number, isReady: () => Promise<boolean> | boolean): Promise<void> {
    const deadlineMs = Date.now() + timeoutMs;
    while (!(await isReady())) {
      this.signal.throwIfAborted();
      if (Date.now() > deadlineMs) {
        throw new SetupError(`${what} is not ready after ${timeoutMs / 1000} s.`, "See the logs in the data folder.");
      }
      await delay(POLL_MS);
    }
    this.signal.throwIfAborted();
  }

  async stopAll(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) {
      await stop().catch((error: unknown) => say(`while stopping: ${String(error)}`));
    }
    forgetInstance();
  }

  #launch(name: string, args: string[], env: NodeJS.ProcessEnv, logPath: string): Process {
    const started = startProcess(name, args, env, logPath);
    this.#instance.processes = this.#instance.processes.filter((one) => one.name !== name);
    this.#instance.processes.push(describeProcess(name, started.pid));
    writeInstance(this.#instance);
    return started;
  }
}

function failed(name: string, ending: string, logPath: string): SetupError {
  return new SetupError(`${name} ended (${ending}). Its last words:\n${logTail(logPath)}`, `The whole log: ${logPath}`);
}
