import type { Finding } from "@governor/contract";
import { oneLine, paint, printLine } from "../output.ts";

/** A finding as the terminal shows it; its texts are made showable before. */
export function printFinding(finding: Finding): void {
  const { verdict } = finding;
  const owner = verdict.owner ? `${verdict.owner.team} ${verdict.owner.contact}`.trim() : "nobody in the catalog";
  printLine(`${paint(finding.state === "open" ? "red" : "yellow", finding.state)}  ${paint("bold", verdict.summary)}`);
  printLine(`  owner    ${owner}`);
  if (finding.snooze) {
    const { untilMs, byName, by, reason } = finding.snooze;
    printLine(`  snoozed  until ${timeOf(untilMs)} by ${byName || by}: ${reason}`);
  }
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

/** What happened to it, oldest first. */
export function printHistory(finding: Finding): void {
  for (const entry of finding.history) {
    const who = entry.actorName || entry.actor;
    printLine(`${paint("dim", timeOf(entry.timeUnixMs))}  ${entry.event.padEnd(12)}  ${who}  ${entry.note}`.trimEnd());
  }
}

function timeOf(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
