import type { ArgDef, CommandDef, Resolvable } from "citty";
import { governor } from "../../packages/governor/src/serve/cli/main.ts";

/** docs/cli.md: every command with its arguments, from the definitions that parse them. */
export async function cliMarkdown(): Promise<string> {
  const sections = await commandsBelow(governor, "governor");
  return [
    "# The command line",
    "",
    "Made from the commands' definitions by `make docs`; `governor <command> --help` prints the same.",
    "",
    "stdout is data, stderr is everything else. `--json` prints an object with `schemaVersion`. Exit codes: 0 pass,",
    "1 a budget is breached, 2 usage or configuration, 3 not enough data to judge, 4 not allowed, 5 the server failed.",
    "",
    ...sections,
  ].join("\n");
}

async function commandsBelow(command: CommandDef, words: string): Promise<string[]> {
  const children = Object.entries((await resolved(command.subCommands)) ?? {});
  const sections: string[] = [];
  for (const [name, lazy] of children) {
    const child = (await resolved(lazy)) as CommandDef;
    const grandchildren = (await resolved(child.subCommands)) ?? {};
    if (Object.keys(grandchildren).length > 0) sections.push(...(await commandsBelow(child, `${words} ${name}`)));
    else sections.push(await section(child, `${words} ${name}`));
  }
  return sections;
}

async function section(command: CommandDef, words: string): Promise<string> {
  const meta = await resolved(command.meta);
  const args = Object.entries((await resolved(command.args)) ?? {});
  const rows = args.map(
    ([name, arg]) => `| ${usageOf(name, arg)} | ${(arg.description ?? "").replaceAll("|", "\\|")} |`,
  );
  return [`## ${words}`, "", `${meta?.description ?? ""}.`, "", "| argument | |", "| --- | --- |", ...rows, ""].join(
    "\n",
  );
}

function usageOf(name: string, arg: ArgDef): string {
  const required = arg.required === true ? " (required)" : "";
  if (arg.type === "positional") return `\`<${name}>\`${required}`;
  if (arg.type === "boolean") return `\`--${name}\``;
  const hint = "valueHint" in arg && arg.valueHint ? arg.valueHint.replaceAll("|", "\\|") : name;
  return `\`--${name} <${hint}>\`${required}`;
}

async function resolved<Value>(value: Resolvable<Value>): Promise<Value> {
  return typeof value === "function" ? await (value as () => Value | Promise<Value>)() : await value;
}
