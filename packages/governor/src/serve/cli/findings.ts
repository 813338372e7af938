import type { Finding, FindingsResponse } from "@governor/contract";
import { apiGet, CONNECTION_ARGS } from "./client.ts";
import { command } from "./command.ts";
import { JSON_ARG, note, oneLine, paint, printJson, printLine, showable } from "./output.ts";

export default command({
  name: "findings",
  description: "What is wrong now: owner, evidence, suspect, the way back",
  args: {
    state: { type: "string", valueHint: "active|open|acknowledged|fixed|verified|all", description: "Default active" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const response = await apiGet<FindingsResponse>(args, "/api/v1/findings", { state: args.state });
    if (args.json) printJson(response);
    else if (response.findings.length === 0) note("Nothing is found wrong.");
    else showable(response.findings).forEach(printFinding);
    return 0;
  },
});

function printFinding(finding: Finding): void {
  const { verdict } = finding;
  const owner = verdict.owner ? `${verdict.owner.team} ${verdict.owner.contact}`.trim() : "nobody in the catalog";
  printLine(`${paint(finding.state === "open" ? "red" : "yellow", finding.state)}  ${paint("bold", verdict.summary)}`);
  printLine(`  owner    ${owner}`);
  const [suspect] = verdict.suspects;
  if (suspect) {
    const what =
      suspect.kind === "deploy" ? `${suspect.service} ${suspect.release} ${suspect.sha}`.trim() : "no deploy";
    printLine(`  suspect  ${what}, probability ${suspect.probability.toFixed(2)}`);
  }
  for (const evidence of verdict.evidence) {
    if (evidence.kind === "trace") printLine(`  trace    ${evidence.traceId}  ${evidence.note}`);
    if (evidence.kind === "repeated-query")
      printLine(`  query    ×${evidence.count}, ${Math.round(evidence.totalMs)} ms: ${oneLine(evidence.query)}`);
  }
  if (verdict.rollback)
    printLine(
      `  back     ${verdict.rollback.command ?? `to ${verdict.rollback.toRelease}`}  (${verdict.rollback.note})`,
    );
  printLine(`  fix      ${verdict.remedy}`);
  printLine(`  id       ${finding.id}`);
  printLine();
}
