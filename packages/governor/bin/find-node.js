// Plain JavaScript for Node.js 18: what starts Governor runs before a newer Node.js is found.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Type stripping without a flag and zstd: both are there from this major version on. */
export const MINIMUM_NODE_MAJOR = 24;

/**
 * The binary of a Node.js that is new enough, or null. Every candidate is asked for its version before it is trusted.
 * @param {{ env: NodeJS.ProcessEnv, toolchains?: string[], home?: string }} options
 *   `toolchains`: folders that hold `node-v<version>/bin/node`, as `make bootstrap` leaves them
 * @returns {string | null}
 */
export function findNode({ env, toolchains = [], home = homedir() }) {
  for (const candidate of candidates(env, toolchains, home)) {
    if (isNewEnough(versionOf(candidate))) return candidate;
  }
  return null;
}

/** @param {string | null} version as in `process.versions.node` */
export function isNewEnough(version) {
  return version !== null && Number.parseInt(version, 10) >= MINIMUM_NODE_MAJOR;
}

/**
 * Candidates in the order of preference: the explicit wish, what this checkout fetched, PATH, version managers.
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} toolchains
 * @param {string} home
 * @returns {Generator<string>}
 */
function* candidates(env, toolchains, home) {
  if (env["GOVERNOR_NODE"]) yield env["GOVERNOR_NODE"];
  for (const folder of toolchains) yield* versionsIn(folder, "bin/node");
  for (const folder of (env["PATH"] ?? "").split(delimiter).filter(Boolean)) {
    for (const name of ["node24", "node-24", "node"]) yield* existing(join(folder, name));
  }
  yield* versionsIn(join(env["NVM_DIR"] ?? join(home, ".nvm"), "versions", "node"), "bin/node");
  const fnm = env["FNM_DIR"] ?? join(home, ".local", "share", "fnm");
  yield* versionsIn(join(fnm, "node-versions"), "installation/bin/node");
  yield* versionsIn(join(env["VOLTA_HOME"] ?? join(home, ".volta"), "tools", "image", "node"), "bin/node");
}

/**
 * @param {string} folder holds one folder per version: `v24.1.0`, `24.1.0` or `node-v24.1.0`
 * @param {string} binary path of the binary inside a version's folder
 * @returns {string[]} new enough ones, newest first
 */
function versionsIn(folder, binary) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => ({ name, version: /^(?:node-)?v?(\d+\.\d+\.\d+)$/.exec(name)?.[1] ?? null }))
    .filter(({ version }) => isNewEnough(version))
    .sort((a, b) => (b.version ?? "").localeCompare(a.version ?? "", "en", { numeric: true }))
    .flatMap(({ name }) => existing(join(folder, name, binary)));
}

/** @param {string} path */
function existing(path) {
  return existsSync(path) ? [path] : [];
}

/**
 * @param {string} binary
 * @returns {string | null}
 */
function versionOf(binary) {
  try {
    const version = execFileSync(binary, ["--version"], {
      encoding: "utf8",
      timeout: 10_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return /^v(\d+\.\d+\.\d+)/.exec(version)?.[1] ?? null;
  } catch {
    return null; // not executable, or built for another machine
  }
}
