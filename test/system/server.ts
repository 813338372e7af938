import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The launcher, as a user starts it. */
export const BIN: string = fileURLToPath(new URL("../../packages/governor/bin/governor.js", import.meta.url));

export interface ServerProcess {
  url: string;
  pid: number;
  /** What it wrote to stderr so far. */
  log(): string;
  /** Ends it by the signal and resolves when it is gone, to its exit code; null where a signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** A temporary folder for a server's data; `remove` deletes it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "gov-"));
  // As root the embedded PostgreSQL runs as another user, which must be able to pass through.
  await chmod(path, 0o711);
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Starts `governor up` as a process of its own, on a free port unless told otherwise; resolves when it is ready. */
export async function startServer(dataDir: string, args: readonly string[] = []): Promise<ServerProcess> {
  const http = args.includes("--http") ? [] : ["--http", "127.0.0.1:0"];
  const child = spawn(process.execPath, [BIN, "up", "--data", dataDir, ...http, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: tmpdir(),
  });
  let log = "";
  child.stderr.on("data", (piece: Buffer) => (log = (log + piece.toString()).slice(-200_000)));
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const url = await firstLine(child, () => log);
  return {
    url,
    pid: child.pid ?? 0,
    log: () => log,
    async end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}

/** Runs a command of the command line to its end. */
export async function governor(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (piece: Buffer) => (stdout += piece.toString()));
  child.stderr.on("data", (piece: Buffer) => (stderr += piece.toString()));
  const code = await new Promise<number>((resolve) => child.once("close", (exitCode) => resolve(exitCode ?? -1)));
  return { code, stdout, stderr };
}

/** Process ids below a process, from /proc (Linux), each with its command line. */
export function childrenOf(pid: number): { pid: number; command: string }[] {
  const found: { pid: number; command: string }[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      if (parent === pid) found.push({ pid: Number(name), command });
    } catch {
      // It ended while we looked.
    }
  }
  return found.flatMap((child) => [child, ...childrenOf(child.pid)]);
}

function firstLine(child: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (piece: Buffer) => {
      text += piece.toString();
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready:\n${log()}`)));
  });
}
