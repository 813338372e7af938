import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./instance/record.js";
import { say } from "./setup/say.js";

// `make bench`: every bench/*.bench.ts, one line of JSON each on stdout. NAME=intake or an argument runs one.
const wanted = process.argv[2] ?? (process.env["NAME"] || null);
const names = readdirSync(join(root, "bench"))
  .filter((file) => file.endsWith(".bench.ts"))
  .map((file) => file.slice(0, -".bench.ts".length))
  .sort();
const chosen = wanted === null ? names : names.filter((name) => name === wanted);
if (chosen.length === 0) {
  say(`error: There is no benchmark "${wanted}".\n  Benchmarks: ${names.join(", ")}.`);
  process.exitCode = 2;
}
for (const name of chosen) {
  say(`bench ${name}`);
  const { status } = spawnSync(process.execPath, [`bench/${name}.bench.ts`], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
