#!/usr/bin/env node
// Behind `make <task>` and `npm run <task>`. Plain JavaScript for Node.js 18: it runs before the newer Node.js is there.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBoard } from "./setup/board.js";
import { installDependencies } from "./setup/dependencies.js";
import { withLock } from "./setup/lock.js";
import { say, SetupError } from "./setup/say.js";
import { newEnoughNode } from "./setup/toolchain.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Each task's file and what has to be there before it; `null` means that setting up is all there is to it.
 * @type {Record<string, { file: string | null, needs: "nothing" | "dependencies" | "board", args?: string[] } | undefined>}
 */
const TASKS = {
  bootstrap: { file: null, needs: "board" },
  up: { file: "tools/up.ts", needs: "board" },
  down: { file: "tools/down.js", needs: "nothing" },
  clean: { file: "tools/clean.js", needs: "nothing" },
  test: { file: "tools/test.ts", needs: "board" },
  conformance: { file: "tools/conformance.ts", needs: "dependencies" },
  check: { file: "tools/check.ts", needs: "dependencies" },
  docs: { file: "tools/docs.ts", needs: "dependencies" },
  smoke: { file: "test/smoke.ts", needs: "dependencies" },
  fault: { file: "tools/example.ts", needs: "dependencies", args: ["fault"] },
  release: { file: "tools/example.ts", needs: "dependencies", args: ["release"] },
  bench: { file: "tools/bench.ts", needs: "board" },
};

const [name = "", ...args] = process.argv.slice(2);
try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`error: ${error.message}\n  ${error.remedy}`);
  process.exitCode = 2;
}

async function main() {
  const task = TASKS[name];
  if (task === undefined) {
    throw new SetupError(`There is no task "${name}".`, `Tasks: ${Object.keys(TASKS).join(", ")}.`);
  }
  const node = task.needs === "nothing" ? process.execPath : await setUp(task.needs);
  if (task.file !== null) process.exitCode = await runTask(node, [task.file, ...(task.args ?? []), ...args]);
}

/** @param {"dependencies" | "board"} needs */
async function setUp(needs) {
  const toolchain = join(root, ".toolchain");
  mkdirSync(toolchain, { recursive: true });
  return withLock(join(toolchain, "lock"), async () => {
    const node = await newEnoughNode(toolchain);
    process.env["PATH"] = `${dirname(node)}${delimiter}${process.env["PATH"] ?? ""}`;
    installDependencies(root);
    if (needs === "board") buildBoard(root);
    return node;
  });
}

/**
 * @param {string} node
 * @param {string[]} command the task's file, and its arguments
 * @returns {Promise<number>} the exit code
 */
function runTask(node, command) {
  const child = spawn(node, command, { cwd: root, stdio: "inherit" });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    // A terminal sends Ctrl-C to every process of the group by itself.
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY) || child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
  });
}
