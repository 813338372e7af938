import { readInstance } from "../tools/instance/record.js";
import { walkGoldenPath } from "./golden-path.ts";

// `make smoke`: the golden path against the system that `make up` started.
const instance = readInstance();
if (!instance?.databaseUrl) {
  console.error("error: Nothing runs here.\n  Start it with `make up`, in another terminal.");
  process.exit(2);
}
const startedMs = Date.now();
await walkGoldenPath({
  governorUrl: instance.url,
  databaseUrl: instance.databaseUrl,
  say: (line) => console.error(`${((Date.now() - startedMs) / 1000).toFixed(0).padStart(4)} s  ${line}`),
});
console.log("smoke passed");
