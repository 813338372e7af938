import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

const READY_TIMEOUT_MS = 20_000;
/** Longer than any request may take (5 s) and the last export of spans together. */
const STOP_TIMEOUT_MS = 12_000;

export interface ChildOptions {
  /** A TypeScript file beside start.ts. */
  script: URL;
  args: string[];
  execArgv?: string[];
  env: Record<string, string>;
}

/** Starts a child of this process; it ends when this process does, because its channel breaks. */
export function startChild({ script, args, execArgv = [], env }: ChildOptions): ChildProcess {
  // A child's stdout goes to our stderr: our own stdout is data.
  return fork(script, args, { execArgv, env: { ...process.env, ...env }, stdio: ["ignore", 2, 2, "ipc"] });
}

/** The first message of a child, which it sends when it is ready. Throws when it ends or says nothing in time. */
export async function ready<T>(child: ChildProcess): Promise<T> {
  const settled = new AbortController();
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(READY_TIMEOUT_MS)]);
  try {
    return await Promise.race([
      once(child, "message", { signal }).then(([message]) => message as T),
      once(child, "exit", { signal }).then(([code]) => {
        throw new Error(`it ended with ${String(code)} before it was ready`);
      }),
    ]);
  } finally {
    settled.abort();
  }
}

/** Asks a child to end, and makes it end. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(force);
}
