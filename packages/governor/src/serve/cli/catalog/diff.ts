import { CONNECTION_ARGS } from "../client.ts";
import { command } from "../command.ts";
import { JSON_ARG, note, printJson } from "../output.ts";
import { printDifferences } from "./differences.ts";
import { PART_ARGS, sendPart } from "./part.ts";

export default command({
  name: "catalog diff",
  description: "What pushing a governor.yaml would change, in nouns",
  args: { ...PART_ARGS, ...JSON_ARG, ...CONNECTION_ARGS },
  async run(args) {
    const checked = await sendPart(args, true);
    if (args.json) printJson(checked);
    else printDifferences(checked);
    if (checked.differences.length === 0) note("Nothing would change.");
    return 0;
  },
});
