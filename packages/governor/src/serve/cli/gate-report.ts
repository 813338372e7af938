import type { GateResponse, NotJudged, Verdict } from "@governor/contract";
import { formatBytes, formatMs, formatShare, note, oneLine, paint, printLine, printTable } from "./output.ts";

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
    { title: "OBSERVED", value: (verdict) => amountOf(verdict, verdict.observed), align: "right" },
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
  printNotJudged(response.notJudged);
  note(`${response.release}: ${breaches} over, ${unsure} without enough data, ${passes} within.`);
}

/** What no data can be there of yet is said apart, and touches neither the outcome nor the exit code. */
function printNotJudged(notJudged: readonly NotJudged[]): void {
  for (const [reason, budgets] of Map.groupBy(notJudged, (one) => one.reason)) {
    printLine();
    printLine(paint("bold", `Not judged: ${reason}`));
    for (const { journey, step, measure, targetMs } of budgets) {
      printLine(`  ${journey} / ${step}  ${measure} ≤ ${formatMs(targetMs)}`);
    }
  }
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
      `| ${escapeCell(budgetOf(verdict))} | ${amountOf(verdict, verdict.observed)} | ${limitOf(verdict)} | ${intervalOf(verdict)} | ${Math.round(verdict.n)} | ${WORDS[verdict.outcome]} | ${escapeCell(ownerOf(verdict))} |`,
  );
  return [
    `### Governor: ${escapeCell(response.release)} ${response.outcome === "pass" ? "passes" : WORDS[response.outcome]}`,
    "",
    "| budget | observed | limit | 95 % interval | n | verdict | owner |",
    "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    ...rows,
    "",
    ...notJudgedLines(response.notJudged),
  ].join("\n");
}

function notJudgedLines(notJudged: readonly NotJudged[]): string[] {
  return [...Map.groupBy(notJudged, (one) => one.reason)].flatMap(([reason, budgets]) => [
    `${budgets.length} not judged (${escapeCell(reason)}): ${budgets.map(({ journey, step }) => escapeCell(`${journey} / ${step}`)).join(", ")}`,
    "",
  ]);
}

const RULE_NAMES: Record<string, string> = {
  "budget.error_rate": "errors",
  "budget.payload": "payload",
  "budget.cache_hit": "cache hits",
};

function budgetOf({ subject, rule }: Verdict): string {
  const name = subject.journey ? `${subject.journey} / ${subject.step ?? ""}` : (subject.endpoint ?? rule);
  const of = RULE_NAMES[rule];
  return of === undefined ? name : `${name} ${of}`;
}

function limitOf(verdict: Verdict): string {
  return amountOf(verdict, verdict.limit);
}

function intervalOf(verdict: Verdict): string {
  const { interval } = verdict;
  return interval === null ? "–" : `${amountOf(verdict, interval.low)} to ${amountOf(verdict, interval.high)}`;
}

/** A number in the verdict's unit. */
function amountOf({ unit }: Verdict, value: number | null): string {
  if (value === null) return "–";
  if (unit === "ms") return formatMs(value);
  if (unit === "bytes") return formatBytes(value);
  return unit === "ratio" ? formatShare(value) : String(value);
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
