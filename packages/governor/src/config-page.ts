import { formatSizeBytes } from "./config.ts";
import { OPTIONS, type Option } from "./config-options.ts";
import { formatDurationMs } from "./duration.ts";

/** docs/configuration.md, from the table of options. */
export function configurationMarkdown(): string {
  return [
    "<!-- Made from packages/governor/src/config.ts by `npm run docs`; change it there. -->",
    "",
    "# Configuration",
    "",
    "Settings of `governor up`. A flag wins over its environment variable, the variable over the default.",
    "Intent (teams, services, journeys, budgets) is not a setting: it lives in the [catalog](catalog.md).",
    "",
    "Durations are a number and one of `us`, `ms`, `s`, `m`, `h`, `d`; sizes a number and one of `B`, `KB`, `MB`, `GB`,",
    "`KiB`, `MiB`, `GiB`. An empty variable counts as not set. Passwords in URLs are never printed.",
    "",
    OPTIONS.flatMap(sectionOf).join("\n"),
  ].join("\n");
}

function sectionOf(option: Option): string[] {
  return [
    `## \`--${option.flag} <${option.valueHint}>\``,
    "",
    option.description,
    "",
    `- Environment variable: \`${option.env}\``,
    `- Default: ${option.default === null ? (option.defaultText ?? "none") : `\`${option.default}\``}`,
    ...(option.choices ? [`- Values: ${option.choices.map((choice) => `\`${choice}\``).join(", ")}`] : []),
    ...(option.schemes ? [`- Begins with ${option.schemes.map((scheme) => `\`${scheme}//\``).join(" or ")}`] : []),
    ...rangeOf(option),
    "",
  ];
}

function rangeOf(option: Option): string[] {
  if (option.min === undefined || option.max === undefined) return [];
  const show = option.kind === "size" ? formatSizeBytes : formatDurationMs;
  return [`- Range: ${show(option.min)} to ${show(option.max)}`];
}
