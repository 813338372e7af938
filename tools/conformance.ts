import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { root } from "./instance/record.js";
import { say } from "./setup/say.js";
import { runSuite } from "./test/suite.ts";
import { printSum } from "./test/sum.ts";

// `make conformance`: real files of other systems through the real engines. GOVERNOR_SHARED_DATA names their folder.
const data = resolve(root, process.env["GOVERNOR_SHARED_DATA"] ?? "../shared/data");
if (existsSync(data)) {
  printSum(
    await runSuite(["--config", "vitest.conformance.config.ts", ...process.argv.slice(2)], {
      GOVERNOR_SHARED_DATA: data,
    }),
  );
} else {
  say(`error: There is no folder ${data}.\n  Set GOVERNOR_SHARED_DATA to the folder with the conformance files.`);
  process.exitCode = 2;
}
