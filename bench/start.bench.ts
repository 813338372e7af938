import { spawnSync } from "node:child_process";
import { report, round, spread } from "./measure.ts";
import { BIN } from "./server.ts";

/** How long a command line takes to start, beside bare Node doing nothing, turn about. */
const ROUNDS = 15;

const bare: number[] = [];
const version: number[] = [];
const help: number[] = [];
for (let i = 0; i < ROUNDS; i++) {
  bare.push(elapsedMs(["-e", "0"]));
  version.push(elapsedMs([BIN, "--version"]));
  help.push(elapsedMs([BIN, "gate", "--help"]));
}
const floor = spread(bare);
report("start", {
  bareNodeMs: floor,
  versionMs: spread(version),
  gateHelpMs: spread(help),
  versionOverBare: round(spread(version).median / floor.median, 2),
  gateHelpOverBare: round(spread(help).median / floor.median, 2),
});

function elapsedMs(args: string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore", env: { ...process.env, CI: "1" } });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`);
  return performance.now() - started;
}
