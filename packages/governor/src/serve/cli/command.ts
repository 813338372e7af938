import { parseArgs } from "node:util";
import { defineCommand, type ArgsDef, type CommandDef, type ParsedArgs } from "citty";
import { GovernorError } from "../../errors.ts";

interface Specification<Args extends ArgsDef> {
  name: string;
  description: string;
  args: Args;
  /** Takes any number of words more than its positional arguments; they are in `args._`. */
  takesMore?: true;
  /** Resolves to the exit code. `words` are the command's own, for an option that is given more than once. */
  run(args: ParsedArgs<Args>, words: readonly string[]): Promise<number>;
}

/** A command that refuses what it does not know: a mistyped flag must not be a flag that was not given. */
export function command<const Args extends ArgsDef>(specification: Specification<Args>): CommandDef<Args> {
  const { name, description, args, run } = specification;
  const known = new Set(["_", ...Object.keys(args)].flatMap(spellings));
  const positionals = Object.values(args).filter((argument) => argument.type === "positional").length;
  return defineCommand({
    // The usage line puts the parent's name in front.
    meta: { name: name.split(" ").at(-1) ?? name, description },
    args,
    async run(context) {
      const parsed = context.args;
      const unknown = Object.keys(parsed).filter((key) => !known.has(key));
      const extra = specification.takesMore === true ? [] : parsed["_"].slice(positionals);
      if (unknown[0] !== undefined) throw usage(`--${unknown[0]} is not an option of this command`, name);
      if (extra[0] !== undefined) throw usage(`${JSON.stringify(extra[0])} is one word too many`, name);
      return run(parsed, context.rawArgs);
    },
  });
}

/** Every value of an option, in order; the parsed arguments keep the last one only. */
export function valuesOf(words: readonly string[], option: string): string[] {
  const options = { [option]: { type: "string", multiple: true } } as const;
  const { values } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true });
  return (values[option] as (string | boolean)[] | undefined)?.map(String) ?? [];
}

/** A usage error: exit 2, with where to look. */
export function usage(problem: string, name: string): GovernorError {
  return new GovernorError("usage.invalid", { problem, command: `governor ${name}` });
}

function spellings(key: string): string[] {
  const kebab = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const camel = key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return [key, kebab, camel];
}
