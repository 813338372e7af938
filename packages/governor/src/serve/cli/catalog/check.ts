import type { Catalog } from "../../../catalog/catalog.ts";
import { GovernorError } from "../../../errors.ts";
import { CONNECTION_ARGS } from "../client.ts";
import { command } from "../command.ts";
import { JSON_ARG, note, printJson, printLine } from "../output.ts";
import { PART_ARGS, sendPart } from "./part.ts";

export default command({
  name: "catalog check",
  description: "Check a governor.yaml without a server; every problem with file, line, column and fix",
  args: {
    ...PART_ARGS,
    "against-server": { type: "boolean", description: "Check it merged with the parts that the server has" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    if (args["against-server"]) return againstServer(args);
    const { loadCatalog } = await import("../../../catalog/load.ts");
    const catalog = orHint(() => loadCatalog(args.file));
    const summary = {
      schemaVersion: 1,
      file: args.file,
      version: catalog.version,
      teams: catalog.teams.size,
      services: catalog.services.size,
      journeys: catalog.journeys.size,
    };
    if (args.json) printJson(summary);
    else
      printLine(
        `${args.file}: ${summary.journeys} journeys, ${summary.services} services, ${summary.teams} teams. No problems.`,
      );
    return 0;
  },
});

async function againstServer(args: Parameters<typeof sendPart>[0] & { json?: boolean | undefined }): Promise<number> {
  const checked = await sendPart(args, true);
  if (args.json) printJson(checked);
  else printLine(`${args.file}: no problems, merged as the part ${checked.part}.`);
  return 0;
}

/** A part may refer to what another repository defines, which a check without a server cannot know. */
function orHint(load: () => Catalog): Catalog {
  try {
    return load();
  } catch (error) {
    const problems = error instanceof GovernorError && Array.isArray(error.details) ? error.details : [];
    if (problems.some(({ rule }: { rule: string }) => rule === "unknown-team" || rule === "unknown-service")) {
      note("What another repository defines is known to the server only: check with --against-server.\n");
    }
    throw error;
  }
}
