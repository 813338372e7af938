import { fork } from "node:child_process";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { GovernorError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import type { Child } from "../../supervise.ts";
import { ENGINE_LIMITS } from "./limits.ts";
import type { EngineMessage } from "./main.ts";

/** The same file, as source or compiled. */
const MAIN = fileURLToPath(new URL(`./main${extname(fileURLToPath(import.meta.url))}`, import.meta.url));

const START_TIMEOUT_MS = 60_000;
/** A clean end waits for running statements; after this it is forced, which is safe: inserts are synced. */
const STOP_TIMEOUT_MS = 10_000;

/** Starts the embedded facts engine over `dir` and resolves when it answers at `socketPath`. */
export async function startFactsEngine(options: { dir: string; socketPath: string; log: Log }): Promise<Child> {
  const child = fork(MAIN, [options.dir, options.socketPath], {
    // Its own process group: a terminal's Ctrl-C is for the server, which then ends its engines in order.
    detached: true,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: [],
    // Statements, inflating and files share libuv's threads.
    env: { ...process.env, UV_THREADPOOL_SIZE: String(ENGINE_LIMITS.readsRunning + ENGINE_LIMITS.insertsRunning + 6) },
  });
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : signal));
  });
  if (child.stderr !== null) {
    createInterface(child.stderr).on("line", (line) => options.log.warn("store.facts.engine", { line }));
  }
  const failure = await Promise.race([
    new Promise<GovernorError | null>((resolve) => {
      child.once("message", (message) => resolve(failureIn(message as EngineMessage, options.dir)));
    }),
    exited.then(notStarted),
    timeout(START_TIMEOUT_MS).then(notStarted),
  ]);
  if (failure !== null || child.pid === undefined) {
    child.kill("SIGKILL");
    throw failure ?? notStarted("it has no process");
  }
  return {
    pid: child.pid,
    exited,
    async stop() {
      child.kill("SIGTERM");
      const inTime = await Promise.race([exited, timeout(STOP_TIMEOUT_MS)]);
      if (inTime.startsWith("no answer")) child.kill("SIGKILL");
      await exited;
    },
  };
}

function failureIn(message: EngineMessage, dir: string): GovernorError | null {
  if (!("failed" in message)) return null;
  const { problem, holderPid } = message.failed;
  if (holderPid === null) return notStarted(problem);
  return new GovernorError("store.locked", { folder: dir, pid: holderPid });
}

function notStarted(problem: string): GovernorError {
  return new GovernorError("store.engine-failed", { engine: "facts", problem });
}

function timeout(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, ms, `no answer within ${ms} ms`).unref());
}
