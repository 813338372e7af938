import { defineCommand } from "citty";
import { command } from "./command.ts";
import { JSON_ARG, printJson, printLine } from "./output.ts";

const check = command({
  name: "catalog check",
  description: "Check a governor.yaml without a server; every problem with file, line, column and fix",
  args: {
    file: { type: "positional", required: false, default: "governor.yaml", description: "The catalog" },
    ...JSON_ARG,
  },
  async run(args) {
    // Loaded here: the schema library costs more than every other command's start.
    const { loadCatalog } = await import("../../catalog/load.ts");
    const catalog = loadCatalog(args.file);
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

export default defineCommand({
  meta: { name: "catalog", description: "The catalog: teams, services, journeys, targets" },
  subCommands: { check },
});
