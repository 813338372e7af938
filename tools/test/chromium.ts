import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installPackage } from "./apt.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** The way to the suites that need a browser, for a machine where it may not be installed by us. */
export const ENABLE_BROWSER_SUITES =
  "Install Chromium (Debian: sudo apt-get install chromium), or set GOVERNOR_CHROMIUM to a Chromium or Chrome.";

/** Path of the machine's Chromium; installed where this user may do so, else null. */
export function chromium(): string | null {
  const found = find();
  if (found !== null) return found;
  installPackage("chromium", "the board's tests need");
  return find();
}

function find(): string | null {
  const named = process.env["GOVERNOR_CHROMIUM"];
  const onPath = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...(named ? [named] : []), ...onPath, MACOS].find((path) => existsSync(path)) ?? null;
}
