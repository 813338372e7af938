import { resolve } from "node:path";

import { SCHEMA_VERSION } from "@governor/contract";

import { restoreBackup } from "../../../store/restore.ts";
import { atLeast, jsonLog } from "../../../log.ts";
import { command } from "../command.ts";
import { JSON_ARG, note, printJson, printLine } from "../output.ts";

export default command({
  name: "store restore",
  description: "Make a new data folder of a backup, on this machine and without a server",
  args: {
    from: {
      type: "positional",
      required: true,
      valueHint: "file.tar.zst|folder",
      description: "A backup, from `store backup`",
    },
    data: {
      type: "string",
      required: true,
      valueHint: "folder",
      description: "The new data folder; empty or not there yet",
    },
    ...JSON_ARG,
  },
  async run(args) {
    const dataDir = resolve(args.data);
    const log = atLeast("warn", jsonLog());
    const manifest = await restoreBackup({ from: resolve(args.from), dataDir, log, progress: note });
    const { createdAt, governor, facts, state } = manifest;
    if (args.json) printJson({ schemaVersion: SCHEMA_VERSION, dataDir, createdAt, governor, facts, state });
    else printLine(dataDir);
    note(`Restored as of ${createdAt}, every table with the rows of the backup. Start it with:`);
    note(`  governor up --data ${dataDir}`);
    return 0;
  },
});
