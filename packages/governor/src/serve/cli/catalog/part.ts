import { execFile } from "node:child_process";
import { basename, resolve } from "node:path";
import { promisify } from "node:util";
import type { CatalogPushed } from "@governor/contract";
import { GovernorError } from "../../../errors.ts";
import { apiPut, type Connection } from "../client.ts";

/** The arguments of every command that sends a file to the server. */
export const PART_ARGS = {
  file: { type: "positional", required: false, default: "governor.yaml", description: "The catalog" },
  part: {
    type: "string",
    valueHint: "name",
    description:
      "Name of the part (default: the repository, from GITHUB_REPOSITORY, CI_PROJECT_NAME or git; else the folder)",
  },
} as const;

/** Sends a file as a part; the server checks it, merged with the others, and stores it unless it is a dry run. */
export async function sendPart(
  args: Connection & { file: string; part?: string | undefined; revision?: string | undefined },
  isDryRun: boolean,
): Promise<CatalogPushed> {
  const { readCatalogText } = await import("../../../catalog/load.ts");
  const content = readCatalogText(args.file);
  const part = await partName(args.part);
  const revision = args.revision ?? (await revisionOf());
  const path = `/api/v1/catalog/parts/${encodeURIComponent(part)}`;
  return apiPut<CatalogPushed>(args, path, { content, file: args.file, revision }, { dryRun: String(isDryRun) });
}

/** What is asked for, else the repository's name, else the folder's. */
export async function partName(given: string | undefined): Promise<string> {
  const { env } = process;
  const name = given ?? nameOf(env["GITHUB_REPOSITORY"]) ?? nameOf(env["CI_PROJECT_NAME"]) ?? (await fromGit());
  if (PART_PATTERN.test(name) && name !== "file") return name;
  const problem = `${JSON.stringify(name)} cannot be the name of a part: letters, digits and . _ -, at most 100, and not "file"`;
  throw new GovernorError("usage.invalid", { problem, command: "governor catalog push" });
}

const PART_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

async function fromGit(): Promise<string> {
  const remote = await git("config", "--get", "remote.origin.url");
  return nameOf(remote) ?? basename(resolve("."));
}

async function revisionOf(): Promise<string> {
  const { env } = process;
  return env["GITHUB_SHA"] ?? env["CI_COMMIT_SHA"] ?? (await git("rev-parse", "HEAD"));
}

/** The last word of `owner/name`, or of a remote's address. */
function nameOf(text: string | undefined): string | null {
  const name = (text ?? "")
    .trim()
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .split(/[/:]/)
    .at(-1);
  return name ? name : null;
}

/** What git says, or nothing where there is no git, or no repository. */
async function git(...words: string[]): Promise<string> {
  return promisify(execFile)("git", words, { timeout: 5_000 }).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
}
