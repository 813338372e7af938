import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { say, SetupError } from "./say.js";

/**
 * Installs what package-lock.json says, unless that is what is installed.
 * @param {string} root
 */
export function installDependencies(root) {
  if (isInstalled(root)) return;
  say("Installing dependencies (npm ci)");
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", 2, "inherit"],
  });
  if (error) throw new SetupError("npm is not on PATH.", "Install npm (Debian: apt-get install npm) and try again.");
  if (status !== 0) {
    throw new SetupError(
      `npm ci failed (exit ${status}); its own words stand above.`,
      "Check the network and the proxy (`npm ping`), free space on the disk, and try again.",
    );
  }
}

/**
 * npm writes node_modules/.package-lock.json as the last act of an installation: nothing else has to be remembered.
 * @param {string} root
 */
function isInstalled(root) {
  const hidden = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = packagesOf(join(root, "package-lock.json"));
  const installed = packagesOf(hidden);
  return Object.entries(wanted).every(([path, { version, integrity, link, optional }]) => {
    if (!path.includes("node_modules/")) return true; // the workspaces themselves
    const actual = installed[path];
    if (actual === undefined) return optional === true; // built for another platform
    return actual.version === version && actual.integrity === integrity && actual.link === link;
  });
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, integrity?: string, link?: boolean, optional?: boolean }>}
 */
function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, "utf8")).packages;
}
