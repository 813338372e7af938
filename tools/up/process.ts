import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "../instance/record.js";

/** The example lets requests end for up to 12 s; the server writes down what it has acknowledged. */
const STOP_PATIENCE_MS = 20_000;
const LOG_TAIL_LINES = 8;

export interface Process {
  readonly name: string;
  readonly pid: number;
  readonly logPath: string;
  /** Resolves when it is gone: `exit 1`, `SIGKILL`. */
  readonly exited: Promise<string>;
  /** Hears every line of stdout from now on. */
  onLine(listener: (line: string) => void): void;
  /** Asks it to end and waits; ends its whole group by force when it does not. */
  stop(): Promise<void>;
}

/**
 * Starts a Node.js program as the leader of a process group: Ctrl-C reaches only the supervisor, which stops things
 * in their order.
 */
export function startProcess(name: string, args: string[], env: NodeJS.ProcessEnv, logPath: string): Process {
  mkdirSync(dirname(logPath), { recursive: true });
  const log = openSync(logPath, "a");
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", log],
    detached: true,
  });
  closeSync(log);
  const { pid, stdout } = child;
  if (pid === undefined || stdout === null) throw new Error(`${name} could not be started`);
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `exit ${code}`));
  });
  const lines = createInterface({ input: stdout });
  return {
    name,
    pid,
    logPath,
    exited,
    onLine: (listener) => void lines.on("line", listener),
    async stop() {
      child.kill("SIGTERM");
      const isGone = await Promise.race([exited.then(() => true), delay(STOP_PATIENCE_MS, false, { ref: false })]);
      if (!isGone) process.kill(-pid, "SIGKILL");
      await exited;
    },
  };
}

/** The last lines of a process' log, for the message about its failure. */
export function logTail(logPath: string): string {
  if (!existsSync(logPath)) return "";
  return readFileSync(logPath, "utf8").trimEnd().split("\n").slice(-LOG_TAIL_LINES).join("\n");
}
