import { SCHEMA_VERSION } from "@governor/contract";

import { readConfig } from "../../../config.ts";
import { atLeast, jsonLog } from "../../../log.ts";
import { migrateStores } from "../../../store/migrate.ts";
import { command } from "../command.ts";
import { JSON_ARG, note, printJson, printLine } from "../output.ts";

export default command({
  name: "store migrate",
  description: "Bring the stores to this program's schema without serving; `up` does it by itself",
  args: {
    data: { type: "string", valueHint: "folder", description: "The data folder (GOVERNOR_DATA)" },
    facts: { type: "string", valueHint: "url", description: "A ClickHouse server (GOVERNOR_FACTS)" },
    state: { type: "string", valueHint: "url", description: "A PostgreSQL server (GOVERNOR_STATE)" },
    "dry-run": { type: "boolean", description: "Print what would be applied, and apply nothing" },
    ...JSON_ARG,
  },
  async run(args) {
    const { data, facts, state } = args;
    const { dataDir, factsUrl, stateUrl } = readConfig({ data, facts, state });
    const dryRun = args["dry-run"] === true;
    const log = atLeast(dryRun ? "warn" : "info", jsonLog());
    const migrated = await migrateStores({ dataDir, factsUrl, stateUrl, dryRun, log });
    if (args.json) printJson({ schemaVersion: SCHEMA_VERSION, dryRun, ...migrated });
    else
      for (const store of ["facts", "state"] as const)
        for (const name of migrated[store]) printLine(`${store} ${name}`);
    const count = migrated.facts.length + migrated.state.length;
    note(
      count === 0 ? "Both stores have this program's schema." : `${count} ${dryRun ? "would be applied" : "applied"}.`,
    );
    return 0;
  },
});
