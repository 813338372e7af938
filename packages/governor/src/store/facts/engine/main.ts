/**
 * The embedded facts engine's process: `node main.ts <dir> <socket>`. It holds one data folder, serves one
 * Unix socket, speaks to its parent over IPC, and ends when its parent does. Nothing goes to stdout.
 */
import { mkdir, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { join } from "node:path";

import { GovernorError } from "../../../errors.ts";
import { lockDataDir } from "../../lock.ts";
import { openEmbedded, type Embedded } from "./embedded.ts";
import { engineFront } from "./front.ts";

/** What the process tells its parent, once. */
export type EngineMessage = { ready: true } | { failed: { problem: string; holderPid: string | null } };

/** An earlier engine whose parent was killed is ended by that; it takes the system a moment to free its memory. */
const ORPHAN_WAIT_MS = 3_000;

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
  let engine: Embedded | undefined;
  const server = engineFront({ engine: () => engine?.execute, spoolDir });
  await listenPrivately(server, socketPath);
  engine = openEmbedded(dataDir);
  const opened = engine;
  process.on("SIGTERM", () => void shutDown(server, opened));
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

/** Running statements end first; `close` of the server waits for their answers. */
async function shutDown(server: Server, engine: Embedded): Promise<void> {
  server.closeIdleConnections();
  await new Promise((resolve) => server.close(resolve));
  engine.close();
  process.exit(0);
}

function holderIn(error: unknown): string | null {
  if (!(error instanceof GovernorError) || error.code !== "store.locked") return null;
  return (error.details as { pid: string }).pid;
}

const [dir, socketPath] = process.argv.slice(2);
if (dir === undefined || socketPath === undefined) throw new Error("usage: main.ts <dir> <socket>");
main(dir, socketPath).catch((error: unknown) => {
  const problem = error instanceof Error ? error.message : String(error);
  const message: EngineMessage = { failed: { problem, holderPid: holderIn(error) } };
  if (process.send === undefined) process.exit(1);
  process.send(message, () => process.exit(1));
});
