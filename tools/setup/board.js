import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { say, SetupError } from "./say.js";

/** What the built board is made of, in the checkout. */
const SOURCES = ["board", "packages/contract/src", "package-lock.json"];

/**
 * Builds the board when anything it is made of is newer than the last build.
 * @param {string} root
 */
export function buildBoard(root) {
  const built = join(root, "board", "dist", "index.html");
  if (!existsSync(join(root, "board", "index.html"))) return;
  const newestMs = Math.max(...SOURCES.map((source) => newestChangeMs(join(root, source))));
  if (existsSync(built) && statSync(built).mtimeMs >= newestMs) return;
  say("Building the board");
  const { status } = spawnSync(
    "npm",
    ["run", "--silent", "build", "--workspace", "@governor/board", "--", "--logLevel", "warn"],
    {
      cwd: root,
      stdio: ["ignore", 2, "inherit"],
    },
  );
  if (status !== 0) throw new SetupError("The board's build failed.", "Its own words stand above.");
}

/** @param {string} path a file or a folder */
function newestChangeMs(path) {
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  /** @type {number[]} */
  const changes = readdirSync(path)
    .filter((name) => name !== "dist" && name !== "node_modules")
    .map((name) => newestChangeMs(join(path, name)));
  return Math.max(0, ...changes);
}
