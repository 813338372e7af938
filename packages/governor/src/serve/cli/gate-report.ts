import type { GateResponse, Verdict } from "@governor/contract";
import { formatMs, note, oneLine, paint, printLine, printTable } from "./output.ts";

const WORDS: Record<Verdict["outcome"], string> = {
  breach: "over",
  pass: "within",
  "not-enough-data": "not enough data",
};
const PAINTS = { breach: "red", pass: "green", "not-enough-data": "yellow" } as const;

/** GitHub shows at most ten errors and ten warnings of a step; the rest is in the summary. */
const ANNOTATIONS_PER_LEVEL = 10;

/** The table on stdout and, for each breach, who answers and what to do. */
export function printGate(response: GateResponse): void {
  printTable(response.verdicts, [
    { title: "BUDGET", value: budgetOf },
    { title: "P95", value: (verdict) => formatMs(verdict.observed), align: "right" },
    { title: "LIMIT", value: limitOf, align: "right" },
    { title: "95 % INTERVAL", value: intervalOf, align: "right" },
    { title: "N", value: (verdict) => `${Math.round(verdict.n)}`, align: "right" },
    { title: "VERDICT", value: (verdict) => WORDS[verdict.outcome], paint: (verdict) => PAINTS[verdict.outcome] },
    { title: "OWNER", value: (verdict) => verdict.owner?.team ?? "–" },
  ]);
  for (const verdict of response.verdicts.filter(({ outcome }) => outcome !== "pass")) {
    printLine();
    printLine(paint("bold", verdict.summary));
    printLine(`  owner  ${ownerOf(verdict)}`);
    for (const line of wayOutOf(verdict)) printLine(`  ${line}`);
  }
  const breaches = response.verdicts.filter(({ outcome }) => outcome === "breach").length;
  const unsure = response.verdicts.filter(({ outcome }) => outcome === "not-enough-data").length;
  const passes = response.verdicts.length - breaches - unsure;
  note(`${response.release}: ${breaches} over, ${unsure} without enough data, ${passes} within.`);
}

/** Workflow commands, worst first. */
export function githubAnnotations(response: GateResponse): string[] {
  const lines = (outcome: Verdict["outcome"], level: "error" | "warning"): string[] =>
    response.verdicts
      .filter((verdict) => verdict.outcome === outcome)
      .slice(0, ANNOTATIONS_PER_LEVEL)
      .map((verdict) => {
        const title = `Performance budget: ${budgetOf(verdict)}`;
        const message = [verdict.summary, `Owner: ${ownerOf(verdict)}.`, ...wayOutOf(verdict)].join("\n");
        return `::${level} title=${escapeProperty(title)}::${escapeData(message)}`;
      });
  return [...lines("breach", "error"), ...lines("not-enough-data", "warning")];
}

/** A table for the step's summary. */
export function gateMarkdown(response: GateResponse): string {
  const rows = response.verdicts.map(
    (verdict) =>
      `| ${escapeCell(budgetOf(verdict))} | ${formatMs(verdict.observed)} | ${limitOf(verdict)} | ${intervalOf(verdict)} | ${Math.round(verdict.n)} | ${WORDS[verdict.outcome]} | ${escapeCell(ownerOf(verdict))} |`,
  );
  return [
    `### Governor: ${escapeCell(response.release)} ${response.outcome === "pass" ? "passes" : WORDS[response.outcome]}`,
    "",
    "| budget | p95 | limit | 95 % interval | n | verdict | owner |",
    "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function budgetOf({ subject, rule }: Verdict): string {
  return subject.journey ? `${subject.journey} / ${subject.step ?? ""}` : (subject.endpoint ?? rule);
}

function limitOf({ limit, unit }: Verdict): string {
  return unit === "ms" ? formatMs(limit) : String(limit);
}

function intervalOf({ interval }: Verdict): string {
  return interval === null ? "–" : `${formatMs(interval.low)} to ${formatMs(interval.high)}`;
}

function ownerOf({ owner }: Verdict): string {
  return owner === null ? "nobody in the catalog" : `${owner.team} ${owner.contact}`.trim();
}

function wayOutOf(verdict: Verdict): string[] {
  const lines: string[] = [];
  for (const evidence of verdict.evidence) {
    if (evidence.kind === "repeated-query")
      lines.push(`query  ×${evidence.count}, ${Math.round(evidence.totalMs)} ms: ${oneLine(evidence.query)}`);
    if (evidence.kind === "trace") lines.push(`trace  ${evidence.traceId} (${evidence.note})`);
  }
  if (verdict.remedy) lines.push(`fix    ${verdict.remedy}`);
  if (verdict.rollback?.command) lines.push(`back   ${verdict.rollback.command}`);
  return lines;
}

/** Escapes of the workflow command syntax. */
function escapeData(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}

/** Plain text in Markdown's table: neither a cell's end, nor markup, a link or a picture. */
function escapeCell(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_~|!#<>[\]]/g, "\\$&");
}
