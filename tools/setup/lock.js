import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { processIdentity } from "./process-identity.js";
import { say, SetupError } from "./say.js";

const POLL_MS = 250;
const PATIENCE_MS = 15 * 60_000;

/**
 * Runs `work` while no other process does so under the same path.
 * @template T
 * @param {string} path of the lock file; its folder exists
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  await acquire(path);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
async function acquire(path) {
  const deadlineMs = Date.now() + PATIENCE_MS;
  for (let attempt = 0; !tryLink(path); attempt++) {
    const holder = read(path);
    if (holder === null) continue; // released since
    if (processIdentity(holder.pid) !== holder.identity) {
      removeStale(path, holder);
      continue;
    }
    if (attempt === 0) say(`Another setup runs in this checkout (process ${holder.pid}); waiting for it.`);
    if (Date.now() > deadlineMs) {
      throw new SetupError(
        `Another setup (process ${holder.pid}) has not finished for 15 minutes.`,
        "Stop that process and try again.",
      );
    }
    await delay(POLL_MS);
  }
}

/** A hard link appears with its content in one step, and fails when the name is taken. @param {string} path */
function tryLink(path) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * @param {string} path
 * @returns {{ pid: number, identity: string } | null}
 */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/**
 * @param {string} path
 * @param {{ pid: number, identity: string }} holder as read a moment ago
 */
function removeStale(path, holder) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    // Another process may have taken the lock between our reading and our renaming: give it back.
    if (read(aside)?.identity !== holder.identity) linkSync(aside, path);
  } catch {
    // someone else removed it first
  } finally {
    rmSync(aside, { force: true });
  }
}
