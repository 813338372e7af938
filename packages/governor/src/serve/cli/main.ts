import { defineCommand, runCommand, showUsage, type CommandDef } from "citty";
import { GovernorError } from "../../errors.ts";
import { VERSION } from "../../version.ts";
import { printError } from "./output.ts";

/** Every command; each file is loaded only when it is the one that runs, so that the start stays short. */
const COMMANDS = {
  up: () => import("./up.ts").then((module) => module.default),
  gate: () => import("./gate.ts").then((module) => module.default),
  deploy: () => import("./deploy.ts").then((module) => module.default),
  journeys: () => import("./journeys.ts").then((module) => module.default),
  offenders: () => import("./offenders.ts").then((module) => module.default),
  findings: () => import("./findings.ts").then((module) => module.default),
  catalog: () => import("./catalog.ts").then((module) => module.default),
  keys: () => import("./keys.ts").then((module) => module.default),
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
export async function run(process: Pick<NodeJS.Process, "argv" | "exitCode">): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2));
}

async function runCommandLine(argv: readonly string[]): Promise<number> {
  try {
    if (argv.length === 0 || argv.some((word) => word === "--help" || word === "-h")) {
      await showUsage(...(await resolveCommand(argv)));
      return argv.length === 0 ? 2 : 0;
    }
    if (argv[0] === "--version" || argv[0] === "-v") {
      process.stdout.write(`${VERSION}\n`);
      return 0;
    }
    const { result } = await runCommand(governor, { rawArgs: [...argv] });
    return typeof result === "number" ? result : 0;
  } catch (error) {
    printError(asUsage(error, argv));
    return error instanceof GovernorError ? error.exit : isUsage(error) ? 2 : 5;
  }
}

/** The command that `--help` asks about, with its parent for the usage line. */
async function resolveCommand(argv: readonly string[]): Promise<[CommandDef, CommandDef?]> {
  let command: CommandDef = governor;
  let parent: CommandDef | undefined;
  for (const word of argv) {
    if (word.startsWith("-")) break;
    const children = command.subCommands as Record<string, () => Promise<CommandDef>> | undefined;
    const child = children?.[word];
    if (!child) break;
    parent = command;
    command = await child();
  }
  return parent ? [command, parent] : [command];
}

function isUsage(error: unknown): boolean {
  return error instanceof Error && error.name === "CLIError";
}

function asUsage(error: unknown, argv: readonly string[]): unknown {
  if (!isUsage(error)) return error;
  const command = ["governor", ...argv.slice(0, 1).filter((word) => !word.startsWith("-"))].join(" ");
  return new GovernorError("usage.invalid", { problem: (error as Error).message.replace(/\.$/, ""), command });
}
