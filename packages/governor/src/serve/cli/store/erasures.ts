import type { Erasure, ErasuresResponse } from "@governor/contract";

import { apiGet, CONNECTION_ARGS } from "../client.ts";
import { command } from "../command.ts";
import { JSON_ARG, note, printJson, printTable, showable } from "../output.ts";
import { formatBytes } from "./size.ts";

export default command({
  name: "store erasures",
  description: "Erasures of tenants, newest first; `--json` has the whole proof of each",
  args: { ...JSON_ARG, ...CONNECTION_ARGS },
  async run(args) {
    const response = await apiGet<ErasuresResponse>(args, "/api/v1/store/erasures");
    if (args.json) printJson(response);
    else if (response.erasures.length === 0) note("No tenant was erased yet.");
    else
      printTable(showable(response.erasures), [
        { title: "ID", value: ({ id }) => id },
        { title: "TENANT", value: ({ tenantHash }) => `#${tenantHash}` },
        { title: "STATE", value: ({ state }) => state },
        {
          title: "PROPOSED",
          value: ({ proposedMs }) => new Date(proposedMs).toISOString().slice(0, 16).replace("T", " "),
        },
        { title: "PROOF", value: proofOf },
      ]);
    return 0;
  },
});

function proofOf({ report }: Erasure): string {
  if (report === null) return "–";
  if (report.problem !== null) return report.problem;
  const rows = report.tables.reduce((sum, table) => sum + table.rowsBefore - table.rowsAfter, 0);
  const { files, bytes } = report.searched;
  const left = report.remains.length === 0 ? "found nowhere" : `still in ${report.remains.length} places`;
  return `${rows} rows deleted; ${left} in ${formatBytes(bytes)} of ${files} files`;
}
