/** Something wrong in a catalog, with its place and what to do. Lines and columns count from 1. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  /** Kebab-case id, listed in docs/catalog.md. */
  rule: string;
  /** Dotted place in the document: `journeys.case-search.steps.search`; empty at the top. */
  at: string;
  message: string;
  fix: string;
  /** The line and its neighbours, with carets under the place. */
  frame: string;
}

/** Problems as text for a terminal: place, rule, message, frame, fix; first in the file first. Ends with a newline. */
export function formatProblems(problems: readonly Problem[], options: { color?: boolean } = {}): string {
  const paint = (code: number, text: string) => (options.color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return problems
    .map((problem) =>
      [
        `${paint(1, `${problem.file}:${problem.line}:${problem.column}`)} ${paint(31, problem.rule)}  ${problem.message}`,
        ...(problem.frame ? [problem.frame] : []),
        `  ${paint(32, "fix:")} ${problem.fix}`,
        "",
      ].join("\n"),
    )
    .join("\n");
}

/** Longest part of a line that a frame shows. */
const FRAME_WIDTH = 120;

/** The line before, the line with carets under `length` characters, the line after. */
export function frameOf(lines: readonly string[], line: number, column: number, length: number): string {
  const last = Math.min(line + 1, lines.length);
  const width = String(last).length;
  const rows: string[] = [];
  for (let number = Math.max(1, line - 1); number <= last; number++) {
    const text = (lines[number - 1] ?? "").replaceAll("\t", " ").slice(0, FRAME_WIDTH);
    if (number !== line && text.trim() === "") continue;
    rows.push(`${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number !== line) continue;
    const carets = Math.max(1, Math.min(length, FRAME_WIDTH - column + 1, text.length - column + 1));
    if (column <= FRAME_WIDTH) rows.push(`  ${" ".repeat(width)} | ${" ".repeat(column - 1)}${"^".repeat(carets)}`);
  }
  return rows.join("\n");
}
