import type { CatalogPushed } from "@governor/contract";
import { apiPost, CONNECTION_ARGS } from "../client.ts";
import { command, usage } from "../command.ts";
import { JSON_ARG, note, printJson } from "../output.ts";
import { printDifferences } from "./differences.ts";

export default command({
  name: "catalog rollback",
  description: "Bring a version's content back, as a new version of its part; other parts stay as they are",
  args: {
    version: { type: "positional", required: true, description: "The version, from `catalog versions`" },
    "dry-run": { type: "boolean", description: "Say what would change, and store nothing" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const version = Number(args.version);
    if (!Number.isSafeInteger(version) || version < 1)
      throw usage(`${JSON.stringify(args.version)} is not a version; write a number such as 12`, "catalog rollback");
    const query = { dryRun: String(args["dry-run"] === true) };
    const back = await apiPost<CatalogPushed>(args, "/api/v1/catalog/rollback", { version }, query);
    if (args.json) printJson(back);
    else printDifferences(back);
    if (back.outcome === "checked") note("A dry run: nothing was stored.");
    else if (back.outcome === "unchanged") note(`${back.part} has that content already.`);
    else if (back.version === null) note(`${back.part} is taken out again.`);
    else note(`${back.part} is back as it was in version ${version}; this is version ${back.version}.`);
    return 0;
  },
});
