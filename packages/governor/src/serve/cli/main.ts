import { stripVTControlCharacters } from "node:util";
import { defineCommand, renderUsage, runCommand, type CommandDef } from "citty";
import { GovernorError } from "../../errors.ts";
import { VERSION } from "../../version.ts";
import { printError } from "./output.ts";

/** Every command; each file is loaded only when it is the one that runs, so that the start stays short. */
const COMMANDS = {
  up: () => import("./up.ts").then((module) => module.default),
  init: () => import("./init.ts").then((module) => module.default),
  doctor: () => import("./doctor.ts").then((module) => module.default),
  gate: () => import("./gate.ts").then((module) => module.default),
  deploy: () => import("./deploy.ts").then((module) => module.default),
  journeys: () => import("./journeys.ts").then((module) => module.default),
  offenders: () => import("./offenders.ts").then((module) => module.default),
  findings: () => import("./findings.ts").then((module) => module.default),
  alerts: () => import("./alerts.ts").then((module) => module.default),
  catalog: () => import("./catalog.ts").then((module) => module.default),
  readiness: () => import("./readiness.ts").then((module) => module.default),
  keys: () => import("./keys.ts").then((module) => module.default),
  audit: () => import("./audit.ts").then((module) => module.default),
  decisions: () => import("./decisions.ts").then((module) => module.default),
  store: () => import("./store.ts").then((module) => module.default),
};

export const governor: CommandDef = defineCommand({
  meta: {
    name: "governor",
    version: VERSION,
    description: "What got slower or dearer, for whom, which change did it, who owns it, and how to go back.",
  },
  subCommands: COMMANDS,
});

/** Runs the command line of a process and sets its exit code. stdout is data, stderr is everything else. */
export async function run(process: {
  argv: string[];
  exitCode?: NodeJS.Process["exitCode"];
  stdout?: NodeJS.WritableStream;
}): Promise<void> {
  // Who reads no further, as `head` does, has what it wanted.
  process.stdout?.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  process.exitCode = await runCommandLine(process.argv.slice(2));
}

async function runCommandLine(argv: readonly string[]): Promise<number> {
  try {
    const { command, parent, words } = await resolveCommand(argv);
    if (argv.length === 0 || words.some((word) => word === "--help" || word === "-h")) {
      process.stdout.write(`${plainUnlessShown(await renderUsage(command, parent), process.stdout)}\n`);
      return argv.length === 0 ? 2 : 0;
    }
    if (argv[0] === "--version" || argv[0] === "-v") {
      process.stdout.write(`${VERSION}\n`);
      return 0;
    }
    // The command itself is run, not its parent: a parent does not hand on what its command resolves to.
    const { result } = await runCommand(command, { rawArgs: words });
    return typeof result === "number" ? result : 0;
  } catch (error) {
    const known = asUsage(error, argv);
    printError(known);
    return known instanceof GovernorError ? known.exit : 5;
  }
}

interface Resolved {
  command: CommandDef;
  parent?: CommandDef;
  /** What follows the command's own words. */
  words: string[];
}

async function resolveCommand(argv: readonly string[]): Promise<Resolved> {
  let resolved: Resolved = { command: governor, words: [...argv] };
  for (;;) {
    const [word, ...rest] = resolved.words;
    const children = resolved.command.subCommands as
      | Record<string, CommandDef | (() => Promise<CommandDef>)>
      | undefined;
    const named = word !== undefined && Object.hasOwn(children ?? {}, word) ? children?.[word] : undefined;
    const child = named ?? defaultOf(resolved);
    if (child === undefined) return resolved;
    const words = named === undefined ? resolved.words : rest;
    resolved = { command: typeof child === "function" ? await child() : child, parent: resolved.command, words };
  }
}

/** What a group does when none of its commands is named: `governor findings --json` is `governor findings list --json`. */
function defaultOf({ command, words }: Resolved): CommandDef | (() => Promise<CommandDef>) | undefined {
  const asksForHelp = words.some((word) => word === "--help" || word === "-h");
  if (typeof command.default !== "string" || asksForHelp || words[0]?.startsWith("-") === false) return undefined;
  return (command.subCommands as Record<string, CommandDef | (() => Promise<CommandDef>)>)[command.default];
}

/** citty's own complaints, which say what is wrong but have neither remedy nor exit code. */
function asUsage(error: unknown, argv: readonly string[]): unknown {
  if (!(error instanceof Error) || error.name !== "CLIError") return error;
  const [word = ""] = argv;
  const command = Object.hasOwn(COMMANDS, word) ? `governor ${word}` : "governor";
  const problem = stripVTControlCharacters(error.message).replace(/\.$/, "");
  return new GovernorError("usage.invalid", { problem, command });
}

/** citty colours its help whatever it is printed to. */
function plainUnlessShown(text: string, stream: NodeJS.WriteStream): string {
  return stream.hasColors?.() && !process.env["NO_COLOR"] ? text : stripVTControlCharacters(text);
}
