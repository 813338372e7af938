import type { CatalogPushed } from "@governor/contract";
import { apiDelete, CONNECTION_ARGS } from "../client.ts";
import { command } from "../command.ts";
import { JSON_ARG, note, printJson } from "../output.ts";
import { printDifferences } from "./differences.ts";

export default command({
  name: "catalog remove",
  description: "Take a repository's part out of the catalog, where nothing refers to it",
  args: {
    part: { type: "string", required: true, valueHint: "name", description: "Name of the part" },
    "dry-run": { type: "boolean", description: "Say what would change, and store nothing" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const path = `/api/v1/catalog/parts/${encodeURIComponent(args.part)}`;
    const removed = await apiDelete<CatalogPushed>(args, path, { dryRun: String(args["dry-run"] === true) });
    if (args.json) printJson(removed);
    else printDifferences(removed);
    note(removed.outcome === "checked" ? "A dry run: nothing was stored." : `${args.part} is taken out.`);
    return 0;
  },
});
