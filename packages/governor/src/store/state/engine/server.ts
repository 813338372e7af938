import { spawn, type ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { GovernorError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import type { Child } from "../../supervise.ts";
import type { RunAs } from "./run-as.ts";

export interface ServerOptions {
  postgres: string;
  cluster: string;
  socketDir: string;
  port: number;
  /** Listens on 127.0.0.1 as well. */
  tcp: boolean;
  runAs: RunAs | null;
  log: Log;
}

/** Replaying the log of a large write before a crash takes this long on a slow disk. */
const START_TIMEOUT_MS = 300_000;
const STOP_TIMEOUT_MS = 30_000;
const LAST_LINES = 8;

/** Starts one server process and resolves when it accepts connections. */
export async function startServer(options: ServerOptions): Promise<Child> {
  const child = spawn(options.postgres, serverArguments(options), {
    // Its own process group: a terminal's Ctrl-C is for the parent, which ends its engines in order.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    cwd: options.cluster,
    env: {},
    ...options.runAs,
  });
  const lastLines = followLog(child, options.log);
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : signal));
  });
  const problem = await Promise.race([ready(options.cluster, child.pid), exited]);
  if (problem !== null || child.pid === undefined) {
    child.kill("SIGQUIT");
    const said = lastLines.length === 0 ? String(problem) : `${problem}: ${lastLines.join(" | ")}`;
    throw new GovernorError("store.engine-failed", { engine: "state", problem: said });
  }
  endWithParent(child, child.pid, options.runAs);
  return { pid: child.pid, exited, stop: () => stop(child, exited) };
}

function serverArguments({ cluster, socketDir, port, tcp }: ServerOptions): string[] {
  const settings = {
    listen_addresses: tcp ? "127.0.0.1" : "",
    port,
    unix_socket_directories: socketDir,
    unix_socket_permissions: "0700",
    password_encryption: "scram-sha-256",
    max_connections: 60,
    // A findings and job database of megabytes; the default (128 MB) is taken from the machine's memory all the same.
    shared_buffers: "64MB",
    fsync: "on",
    synchronous_commit: "on",
    // A recycled segment keeps what stood in it: what was erased would lie there for months in a database as quiet as this.
    wal_recycle: "off",
    wal_init_zero: "on",
    log_min_messages: "warning",
    logging_collector: "off",
    timezone: "UTC",
    log_timezone: "UTC",
  };
  return ["-D", cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

/** The server's own lines: troubles of its own go to the log (a failed query is told to who asked), the last few lines into the error if it does not start. */
function followLog(child: ChildProcess, log: Log): string[] {
  const last: string[] = [];
  if (child.stderr === null) return last;
  createInterface(child.stderr).on("line", (line) => {
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
    if (/\b(WARNING|FATAL|PANIC):/.test(line)) log.warn("store.state.engine", { line });
  });
  return last;
}

/** The eighth line of postmaster.pid turns to `ready` when connections are accepted. */
async function ready(cluster: string, pid: number | undefined): Promise<string | null> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const lines = (await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
    if (Number(lines[0]) === pid && lines[7]?.trim() === "ready") return null;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return `not ready within ${START_TIMEOUT_MS} ms`;
}

/**
 * A SIGKILL of the parent reaches no child. This one-line process waits for the end of a pipe whose other
 * side only the parent holds, and then asks the server for a fast shutdown.
 */
function endWithParent(server: ChildProcess, serverPid: number, runAs: RunAs | null): void {
  const watcher = spawn("/bin/sh", ["-c", 'read -r _; kill -INT "$1"', "governor-watch", String(serverPid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: {},
    ...runAs,
  });
  // Without a shell the next start still finds the orphan by its pid file.
  watcher.on("error", () => {});
  watcher.stdin?.on("error", () => {});
  server.once("exit", () => watcher.kill("SIGKILL"));
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    child.kill(signal);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, STOP_TIMEOUT_MS, null)));
    const reason = await Promise.race([exited, late]);
    clearTimeout(timer);
    if (reason !== null) return;
  }
}
