import { FINDING_FILTERS, type FindingFilterState, type FindingsResponse } from "@governor/contract";
import { apiGet, CONNECTION_ARGS } from "../client.ts";
import { command, usage } from "../command.ts";
import { JSON_ARG, note, printJson, showable } from "../output.ts";
import { periodOf, PERIOD_ARGS } from "../period.ts";
import { printFinding } from "./print.ts";

export default command({
  name: "findings list",
  description: "What is wrong now, worst first: owner, evidence, suspect, the way back",
  args: {
    state: { type: "string", valueHint: FINDING_FILTERS.join("|"), description: "Default active: not snoozed" },
    ...PERIOD_ARGS,
    from: { type: "string", description: "Start: now-15m, an ISO time or epoch milliseconds (default now-30d)" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    if (args.state !== undefined && !FINDING_FILTERS.includes(args.state as FindingFilterState))
      throw usage(`--state is ${JSON.stringify(args.state)}; it takes ${FINDING_FILTERS.join(", ")}`, "findings list");
    const query = { state: args.state, ...periodOf(args) };
    const response = await apiGet<FindingsResponse>(args, "/api/v1/findings", query);
    if (args.json) printJson(response);
    else if (response.findings.length === 0)
      note(args.state === undefined ? "Nothing is found wrong." : `No finding is ${args.state}.`);
    else showable(response.findings).forEach(printFinding);
    return 0;
  },
});
