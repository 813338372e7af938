// What runs in this checkout, written by `make up`, read by `make down`, `make clean` and the tools that talk to it.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { processIdentity } from "../setup/process-identity.js";

/**
 * @typedef {{ name: string, pid: number, identity: string | null }} RunningProcess
 * @typedef {object} Instance
 * @property {RunningProcess} supervisor `tools/up.ts` itself
 * @property {RunningProcess[]} processes what it started, each the leader of a process group, in order
 * @property {string} url
 * @property {string} dataDir holds everything that survives `make down`
 * @property {string | null} databaseUrl of the example; null until it runs
 */

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const path = join(root, ".governor", "up.json");

/** @returns {Instance | null} */
export function readInstance() {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** Whole or not at all, and for this user only: the database's password is in it. @param {Instance} instance */
export function writeInstance(instance) {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  writeFileSync(`${path}.new`, `${JSON.stringify(instance, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function forgetInstance() {
  rmSync(path, { force: true });
}

/** @param {string} name @param {number} pid @returns {RunningProcess} */
export function describeProcess(name, pid) {
  return { name, pid, identity: processIdentity(pid) };
}

/** Whether that very process runs, and not a later one with its pid. @param {RunningProcess} recorded */
export function isRunning({ pid, identity }) {
  return identity !== null && processIdentity(pid) === identity;
}
