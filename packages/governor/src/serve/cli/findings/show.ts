import type { FindingResponse } from "@governor/contract";
import { apiGet, CONNECTION_ARGS } from "../client.ts";
import { command } from "../command.ts";
import { JSON_ARG, printJson, showable } from "../output.ts";
import { printFinding, printHistory } from "./print.ts";

export default command({
  name: "findings show",
  description: "One finding with everything that happened to it",
  args: {
    id: { type: "positional", required: true, description: "The finding's id, from `findings list`" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const response = await apiGet<FindingResponse>(args, `/api/v1/findings/${encodeURIComponent(args.id)}`);
    if (args.json) {
      printJson(response);
      return 0;
    }
    const finding = showable(response.finding);
    printFinding(finding);
    printHistory(finding);
    return 0;
  },
});
