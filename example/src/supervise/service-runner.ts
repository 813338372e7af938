import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import type { ServiceName } from "../service/services.ts";
import { ready, startChild, stopChild } from "./child.ts";

const RESTART_DELAY_MS = 1_000;

/** What a service says about itself when it is ready. */
export interface ReadyService {
  service: ServiceName;
  url: string;
  port: number;
  release: string;
  pid: number;
}

export interface Release {
  release: string;
  sha: string;
}

/** One service over its restarts and releases: always on the port it first got. */
export class ServiceRunner {
  readonly name: ServiceName;
  readonly #env: Record<string, string>;
  readonly #onReady: (service: ReadyService) => Promise<void>;
  #port: number;
  #wanted: Release = { release: "", sha: "" };
  #child: ChildProcess | null = null;
  #stopped = false;

  constructor(
    name: ServiceName,
    port: number,
    env: Record<string, string>,
    onReady: (service: ReadyService) => Promise<void>,
  ) {
    this.name = name;
    this.#port = port;
    this.#env = env;
    this.#onReady = onReady;
  }

  /**
   * Starts the release and, once it is ready, ends the one before. Both listen on the port for a moment, so that no
   * request is refused; a release that does not come up leaves the old one running.
   */
  async roll(wanted: Release): Promise<ReadyService> {
    const previous = this.#child;
    const child = startChild({
      script: new URL("../service.ts", import.meta.url),
      args: [this.name],
      execArgv: ["--import", new URL("../telemetry.ts", import.meta.url).href],
      env: {
        ...this.#env,
        OTEL_SERVICE_NAME: this.name,
        PORT: String(this.#port),
        RELEASE: wanted.release,
        RELEASE_SHA: wanted.sha,
      },
    });
    let service: ReadyService;
    try {
      service = await ready<ReadyService>(child);
    } catch (error) {
      await stopChild(child);
      throw error;
    }
    this.#port = service.port;
    this.#wanted = wanted;
    this.#child = child;
    child.once("exit", (code, signal) => void this.#restart(child, `${code ?? signal}`));
    if (previous) await stopChild(previous);
    if (this.#stopped) await stopChild(child);
    else await this.#onReady(service);
    return service;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#child) await stopChild(this.#child);
  }

  /** A child that ended though nobody asked it to is reported and started again, for as long as it takes. */
  async #restart(child: ChildProcess, reason: string): Promise<void> {
    while (!this.#stopped && this.#child === child) {
      console.error(JSON.stringify({ event: "service ended", service: this.name, reason }));
      await delay(RESTART_DELAY_MS);
      if (this.#stopped || this.#child !== child) return;
      await this.roll(this.#wanted).catch((error: Error) => (reason = error.message));
    }
  }
}
