import { spawnSync } from "node:child_process";
import { isRunning, readInstance, root } from "./instance/record.js";
import { say } from "./setup/say.js";

// `make fault`, `make release`: the example's own commands, on the database of the example that runs here.
const [command = "", ...args] = process.argv.slice(2);
const instance = readInstance();
if (!instance?.databaseUrl || !isRunning(instance.supervisor)) {
  say("error: The example does not run in this checkout.\n  Start it with make up.");
  process.exit(2);
}
const { status } = spawnSync(process.execPath, [`example/src/${command}.ts`, ...args], {
  cwd: root,
  env: { ...process.env, DATABASE_URL: instance.databaseUrl },
  stdio: "inherit",
});
process.exitCode = status ?? 1;
