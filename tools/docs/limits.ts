import { readFileSync } from "node:fs";
import { join } from "node:path";

const SECTIONS = [
  { title: "Telemetry and the API", source: "packages/contract/src/limits.ts" },
  { title: "The catalog", source: "packages/governor/src/catalog/limits.ts" },
];

/** docs/limits.md, from the tables of limits and the comments above their lines. */
export function limitsMarkdown(root: string): string {
  return [
    "<!-- Made from the tables of limits by `npm run docs`; change them there. -->",
    "",
    "# Limits",
    "",
    "What Governor takes at most. What exceeds a limit is refused with an error that names it, or cut and counted; nothing",
    "is dropped in silence.",
    ...SECTIONS.flatMap(({ title, source }) => [
      "",
      `## ${title}`,
      "",
      "| limit | value | meaning |",
      "| --- | ---: | --- |",
      ...readLimits(readFileSync(join(root, source), "utf8")).map(
        ({ name, value, meaning }) => `| \`${name}\` | ${withUnit(name, value)} | ${meaning} |`,
      ),
    ]),
  ].join("\n");
}

interface Limit {
  name: string;
  value: number;
  meaning: string;
}

/** Lines `name: 1_000,` of the table, each with the comment above it. */
function readLimits(source: string): Limit[] {
  const line = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^ {2}(\w+): ([\d_]+),$/gm;
  return [...source.matchAll(line)].map(([, comment = "", name = "", value = ""]) => ({
    name,
    value: Number(value.replaceAll("_", "")),
    meaning: comment
      .replaceAll(/\s*\n\s*\*\s?/g, " ")
      .trim()
      .replaceAll("|", "\\|"),
  }));
}

function withUnit(name: string, value: number): string {
  if (name.endsWith("Bytes")) return binarySize(value);
  if (name.endsWith("Ms")) return value % 1000 === 0 ? `${value / 1000} s` : `${value} ms`;
  if (name.endsWith("Days")) return `${value} days`;
  return value.toLocaleString("en-US");
}

function binarySize(sizeBytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let value = sizeBytes;
  let unit = 0;
  while (value >= 1024 && value % 1024 === 0 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value} ${units[unit]}`;
}
