#!/usr/bin/env node
// Plain JavaScript for Node.js 18: with an older Node.js than Governor needs it starts itself again under a newer one.
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The command: its arguments, environment and exit code are those of `process`. @param {NodeJS.Process} process */
export async function run(process) {
  const { isNewEnough } = await import("./find-node.js");
  if (!isNewEnough(process.versions.node)) return runUnderNewerNode(process);
  await keepCompiledCode(process.env);
  // The published package has only compiled files; a checkout runs its source as it is.
  const source = join(here, "../src/serve/cli/main.ts");
  const compiled = join(here, "../dist/serve/cli/main.js");
  const isCheckout = !here.includes("node_modules") && existsSync(source);
  const cli = await import(pathToFileURL(isCheckout ? source : compiled).href);
  return cli.run(process);
}

/**
 * Stripping types and compiling is most of a short command's time; Node.js can keep the result. In a folder of the
 * user's own: code that others could put there would be run. NODE_DISABLE_COMPILE_CACHE=1 turns it off.
 * @param {NodeJS.ProcessEnv} env
 */
async function keepCompiledCode(env) {
  const home = env["XDG_CACHE_HOME"]?.startsWith("/")
    ? env["XDG_CACHE_HOME"]
    : env["HOME"] && join(env["HOME"], ".cache");
  if (!home || env["NODE_COMPILE_CACHE"]) return;
  const { enableCompileCache } = await import("node:module");
  enableCompileCache(join(home, "governor", "compiled"));
}

/** @param {NodeJS.Process} process */
async function runUnderNewerNode(process) {
  const { findNode } = await import("./find-node.js");
  const node = findNode({ env: process.env, toolchains: [join(here, "../../../.toolchain")] });
  if (node === null) {
    process.stderr.write(tooOld(process.versions.node));
    process.exitCode = 2;
    return;
  }
  const { spawn } = await import("node:child_process");
  const child = spawn(node, [join(here, "governor.js"), ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal sends Ctrl-C to both processes; a second copy from here would read as "stop at once".
  const forwarded = process.stdin.isTTY ? ["SIGTERM", "SIGHUP"] : ["SIGTERM", "SIGHUP", "SIGINT"];
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP", "SIGINT"])) {
    process.on(signal, () => forwarded.includes(signal) && child.kill(signal));
  }
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (...ending) => resolve(ending));
  });
  if (signal === null) process.exitCode = code;
  else {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
}

/** The words of `config.node-too-old` in src/errors.ts, which an old Node.js cannot read; a test holds the two together. @param {string} version */
export function tooOld(version) {
  return (
    `error Governor needs Node.js 24 or newer; this is ${version}. [config.node-too-old]\n` +
    "fix   Run `make bootstrap` in the checkout, or install Node.js 24 and put it on PATH, or set GOVERNOR_NODE to its binary.\n"
  );
}

const startedAs = process.argv[1];
if (startedAs && existsSync(startedAs) && realpathSync(startedAs) === fileURLToPath(import.meta.url))
  await run(process);
