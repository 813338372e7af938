import { existsSync, rmSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { dataHome } from "./instance/data-home.js";
import { readInstance, root } from "./instance/record.js";
import { stopInstance } from "./instance/stop.js";
import { say } from "./setup/say.js";

/** Made by `make up`, `make test` and builds. The fetched Node.js and node_modules stay. */
const MADE = [
  dataHome(),
  ".governor",
  "coverage",
  "test-results",
  ...["board", "example", "bench", "test", "tools", "packages/contract", "packages/governor"].map((at) => `${at}/dist`),
];

// `make clean`: asks on a terminal; elsewhere it takes YES=1 or --yes.
const found = [...new Set(MADE)].filter((path) => existsSync(absolute(path)));
if (found.length === 0) say("There is nothing to remove.");
else if (await isConfirmed()) {
  const instance = readInstance();
  if (instance !== null) await stopInstance(instance);
  for (const path of found) rmSync(absolute(path), { recursive: true, force: true });
  say("Removed.");
}

/** @param {string} path */
function absolute(path) {
  return isAbsolute(path) ? path : join(root, path);
}

async function isConfirmed() {
  if (process.argv.includes("--yes") || process.env["YES"] === "1") return true;
  say(`This removes all stored data and what was built:\n  ${found.join("\n  ")}`);
  if (!process.stdin.isTTY) {
    say("Nothing was removed: confirm with `make clean YES=1`.");
    process.exitCode = 2;
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question("Remove it? [y/N] ");
  terminal.close();
  return /^y(?:es)?$/i.test(answer.trim());
}
