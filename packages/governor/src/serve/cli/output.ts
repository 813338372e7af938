import { styleText } from "node:util";
import { formatProblems, type Problem } from "../../catalog/problem.ts";
import { GovernorError } from "../../errors.ts";

/** `--json` of every command that prints data. */
export const JSON_ARG = { json: { type: "boolean", description: "Print JSON (with schemaVersion)" } } as const;

export type Paint = "bold" | "dim" | "red" | "green" | "yellow";

/** Colour where the stream shows it (NO_COLOR and FORCE_COLOR are honoured). */
export function paint(format: Paint, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(format, text, { stream });
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLine(text = ""): void {
  process.stdout.write(`${text}\n`);
}

/**
 * An answer as a terminal may show it: in every text of it, line breaks are spaces, and other control characters and
 * those that turn the direction of reading are replaced. Names and queries come from telemetry, which anybody may send; a terminal would obey them.
 */
export function showable<Value>(value: Value): Value {
  if (typeof value === "string") return value.replace(/[\t\n\r]+/g, " ").replace(UNSHOWABLE, "\ufffd") as Value;
  if (Array.isArray(value)) return value.map(showable) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, showable(one)])) as Value;
}

const UNSHOWABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Progress and remarks: never on stdout. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export interface Column<Row> {
  title: string;
  value: (row: Row) => string;
  align?: "right";
  paint?: (row: Row) => Paint | null;
}

/** A plain table; widths are counted before colour is added. */
export function printTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
  const cells = rows.map((row) => columns.map((column) => column.value(row)));
  const widths = columns.map((column, i) =>
    Math.max(column.title.length, ...cells.map((line) => (line[i] ?? "").length)),
  );
  const pad = (text: string, i: number): string =>
    columns[i]?.align === "right" ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0);
  printLine(
    columns
      .map((column, i) => paint("dim", pad(column.title, i)))
      .join("  ")
      .trimEnd(),
  );
  rows.forEach((row, r) => {
    const line = columns.map((column, i) => {
      const text = pad(cells[r]?.[i] ?? "", i);
      const format = column.paint?.(row);
      return format ? paint(format, text) : text;
    });
    printLine(line.join("  ").trimEnd());
  });
}

/** `912 ms`, `1.24 s`; a dash where there is no value. */
export function formatMs(ms: number | null): string {
  if (ms === null) return "–";
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 1_000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

/** `2026-11-23 14:05`, in UTC. */
export function formatTime(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 16).replace("T", " ");
}

/** `912 B`, `41.3 KB`, `1.25 MB`; a dash where there is no value. */
export function formatBytes(sizeBytes: number | null): string {
  if (sizeBytes === null) return "–";
  if (sizeBytes >= 999_500) return `${(sizeBytes / 1_000_000).toFixed(2)} MB`;
  if (sizeBytes >= 100_000) return `${Math.round(sizeBytes / 1_000)} KB`;
  return sizeBytes >= 1_000 ? `${(sizeBytes / 1_000).toFixed(1)} KB` : `${Math.round(sizeBytes)} B`;
}

/** `3.2 %`. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** What went wrong and what to do, on stderr. */
export function printError(error: unknown): void {
  if (!(error instanceof GovernorError)) {
    note(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return;
  }
  note(
    `${paint("red", "error", process.stderr)} ${showable(error.message)} ${paint("dim", `[${error.code}]`, process.stderr)}`,
  );
  if (error.code.startsWith("catalog.") && Array.isArray(error.details))
    note(formatProblems(error.details as Problem[], { color: process.stderr.hasColors?.() ?? false }));
  note(`${paint("bold", "fix", process.stderr)}   ${showable(error.remedy)}`);
}

/** A text on one line, cut where it is long. */
export function oneLine(text: string, length = 160): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
