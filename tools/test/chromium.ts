import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { say } from "../setup/say.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** The way to the suites that need a browser, for a machine where it may not be installed by us. */
export const ENABLE_BROWSER_SUITES =
  "Install Chromium (Debian: sudo apt-get install chromium), or set GOVERNOR_CHROMIUM to a Chromium or Chrome.";

/** Path of the machine's Chromium; installed where this user may do so, else null. */
export function chromium(): string | null {
  const found = find();
  if (found !== null || !mayInstall()) return found;
  say("Installing Chromium (apt-get), which the board's tests need");
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "--non-interactive"];
  apt([...sudo, "apt-get", "update", "-q"]);
  apt([...sudo, "apt-get", "install", "-qy", "--no-install-recommends", "chromium"]);
  return find();
}

function find(): string | null {
  const named = process.env["GOVERNOR_CHROMIUM"];
  const onPath = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...(named ? [named] : []), ...onPath, MACOS].find((path) => existsSync(path)) ?? null;
}

function mayInstall(): boolean {
  if (spawnSync("apt-get", ["--version"]).status !== 0) return false;
  return process.getuid?.() === 0 || spawnSync("sudo", ["--non-interactive", "true"]).status === 0;
}

function apt([program = "", ...args]: string[]): void {
  spawnSync(program, args, { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}
