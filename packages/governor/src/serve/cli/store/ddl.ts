import { clusterDdl } from "../../../store/facts/cluster.sql.ts";
import { command } from "../command.ts";
import { JSON_ARG, printJson } from "../output.ts";

export default command({
  name: "store ddl",
  description: "The facts schema for a ClickHouse cluster as SQL: replicated tables, distributed ones in front",
  args: {
    cluster: { type: "string", required: true, description: "The cluster's name, as in system.clusters" },
    database: { type: "string", default: "governor", description: "The database's name" },
    ...JSON_ARG,
  },
  async run({ cluster, database, json }) {
    const statements = clusterDdl({ cluster, database });
    if (json) printJson({ schemaVersion: 1, statements });
    else process.stdout.write(`${statements.join("\n\n")}\n`);
    return 0;
  },
});
