import { CONNECTION_ARGS } from "../client.ts";
import { command } from "../command.ts";
import { JSON_ARG, note, printJson } from "../output.ts";
import { printDifferences } from "./differences.ts";
import { PART_ARGS, sendPart } from "./part.ts";

export default command({
  name: "catalog push",
  description: "Put this repository's part of the catalog in force, if the whole stays sound",
  args: {
    ...PART_ARGS,
    revision: {
      type: "string",
      valueHint: "sha",
      description: "Commit (default: GITHUB_SHA, CI_COMMIT_SHA or git's HEAD)",
    },
    "dry-run": { type: "boolean", description: "Say what would change, and store nothing" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const pushed = await sendPart(args, args["dry-run"] === true);
    if (args.json) printJson(pushed);
    else printDifferences(pushed);
    if (pushed.outcome === "stored") note(`${pushed.part} is in force as version ${pushed.version}.`);
    else if (pushed.outcome === "unchanged") note(`${pushed.part} is in force already, as version ${pushed.version}.`);
    else note("A dry run: nothing was stored.");
    return 0;
  },
});
