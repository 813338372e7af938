/**
 * The embedded facts engine's process: `node main.ts <dir> <socket>`. It holds one data folder, serves one
 * Unix socket, speaks to its parent over IPC, and ends when its parent does. Nothing goes to stdout.
 */
import { mkdir, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { join } from "node:path";

import { Session } from "chdb";

import { GovernorError } from "../../../errors.ts";
import { lockDataDir } from "../../lock.ts";
import { engineFront, type Execute } from "./front.ts";

/** What the process tells its parent, once. */
export type EngineMessage = { ready: true } | { failed: { problem: string; locked: boolean } };

/** An earlier engine whose parent was killed may still be ending a query; it exits by itself right after. */
const ORPHAN_WAIT_MS = 15_000;

async function main(dir: string, socketPath: string): Promise<void> {
  process.umask(0o077);
  // Its parent leaves without a word when it is killed: then nothing is left to answer to. Facts are synced
  // with each insert, so ending at once loses nothing, and a wait would keep the next engine from its folder.
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
  // A terminal's Ctrl-C reaches the whole group; only the parent decides when the engine ends.
  process.on("SIGINT", () => {});
  await lockWithPatience(dir);
  const dataDir = join(dir, "data");
  const spoolDir = join(dir, "spool");
  await rm(spoolDir, { recursive: true, force: true });
  await mkdir(spoolDir, { recursive: true, mode: 0o700 });
  let execute: Execute | undefined;
  const server = engineFront({ engine: () => execute, spoolDir });
  await listenPrivately(server, socketPath);
  const anchor = new Session(dataDir);
  execute = executor(dataDir);
  process.on("SIGTERM", () => void shutDown(server, anchor));
  process.send?.({ ready: true } satisfies EngineMessage);
}

async function lockWithPatience(dir: string): Promise<void> {
  const deadline = performance.now() + ORPHAN_WAIT_MS;
  for (;;) {
    try {
      return void (await lockDataDir(dir));
    } catch (error) {
      if (!(error instanceof GovernorError) || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The mask is in force while the socket is made, so that there is no moment at which others could connect. */
async function listenPrivately(server: Server, socketPath: string): Promise<void> {
  await rm(socketPath, { force: true });
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(socketPath, resolve);
    });
  } finally {
    process.umask(before);
  }
}

/**
 * A connection of its own for every request: settings, parameters and the current database end with it, so
 * no request can see or change what another one set. It costs 0.1 ms. Parameters are set as `param_<name>` on
 * the connection and not with the binding's own call, whose parameters are process-wide: two such queries at
 * once get each other's values unless they are run one by one.
 */
function executor(dataDir: string): Execute {
  return async (statements, format) => {
    const connection = new Session(dataDir);
    try {
      let result;
      for (const statement of statements) result = await connection.queryAsync(statement, { format });
      if (result === undefined) throw new RangeError("the query is empty");
      return {
        bytes: result.bytes(),
        readRows: result.rowsRead,
        readBytes: result.bytesRead,
        elapsedSeconds: result.elapsed,
      };
    } finally {
      connection.close();
    }
  };
}

async function shutDown(server: Server, anchor: Session): Promise<void> {
  server.closeIdleConnections();
  await new Promise((resolve) => server.close(resolve));
  anchor.close();
  process.exit(0);
}

const [dir, socketPath] = process.argv.slice(2);
if (dir === undefined || socketPath === undefined) throw new Error("usage: main.ts <dir> <socket>");
main(dir, socketPath).catch((error: unknown) => {
  const problem = error instanceof Error ? error.message : String(error);
  const locked = error instanceof GovernorError && error.code === "store.locked";
  const message: EngineMessage = { failed: { problem, locked } };
  if (process.send === undefined) process.exit(1);
  process.send(message, () => process.exit(1));
});
