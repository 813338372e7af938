import type { Catalog } from "./catalog.ts";
import { nearest } from "./nearest.ts";

/** What a rollback template is filled with. */
export interface RollbackValues {
  service: string;
  env: string;
  /** The release to leave. */
  release: string;
  /** The release to go back to. */
  previous: string;
}

const PLACEHOLDERS = ["service", "env", "release", "previous"] as const;

// `${NAME}` and `{{name}}` belong to the shell and to other templates.
const PLACEHOLDER_PATTERN = /(?<![${])\{([A-Za-z_]+)\}/g;

// These values come from telemetry, which anybody may send. What a shell could read as more than one word is
// refused: a person copies this command into a terminal. The first character keeps options out.
const SAFE_VALUE = /^[A-Za-z0-9._:/@+][A-Za-z0-9._:/@+-]*$/;

/** The command that goes back, or null with the reason in words. */
export function rollbackCommand(
  catalog: Catalog,
  values: RollbackValues,
): { command: string; note: string } | { command: null; note: string } {
  const template = catalog.services.get(values.service)?.rollbackTemplate;
  if (!template)
    return { command: null, note: `The catalog has no rollback command for ${values.service || "this service"}.` };
  const unsafe = PLACEHOLDERS.find((name) => placeholdersOf(template).includes(name) && !SAFE_VALUE.test(values[name]));
  if (unsafe) {
    const why = values[unsafe] === "" ? "is not known" : "holds characters that do not belong in a command";
    return { command: null, note: `The ${unsafe === "previous" ? "previous release" : unsafe} ${why}.` };
  }
  const command = template.replace(PLACEHOLDER_PATTERN, (_, name: keyof RollbackValues) => values[name]);
  return { command, note: "" };
}

/** What is wrong with a template, or null. */
export function placeholderProblem(template: string): { message: string; fix: string } | null {
  if (/[\r\n]/.test(template.trim())) {
    return { message: "The command has more than one line.", fix: "Join the lines with &&, or call a script." };
  }
  const unknown = placeholdersOf(template).find((name) => !(PLACEHOLDERS as readonly string[]).includes(name));
  if (unknown === undefined) return null;
  const near = nearest(unknown, PLACEHOLDERS);
  return {
    message: `{${unknown}} is not a placeholder.`,
    fix: near ? `Did you mean {${near}}?` : `Use ${PLACEHOLDERS.map((name) => `{${name}}`).join(", ")}.`,
  };
}

function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER_PATTERN)].map((match) => match[1] ?? "");
}
