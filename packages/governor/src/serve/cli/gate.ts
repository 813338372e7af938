import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";
import type { GateResponse, Outcome } from "@governor/contract";
import { GovernorError } from "../../errors.ts";
import { apiGet, apiPost, CONNECTION_ARGS, type Connection } from "./client.ts";
import { command } from "./command.ts";
import { githubAnnotations, gateMarkdown, printGate } from "./gate-report.ts";
import { JSON_ARG, note, printJson, printLine, showable } from "./output.ts";

/** A missing judgement is never a pass. */
const EXIT: Record<Outcome, number> = { pass: 0, breach: 1, "not-enough-data": 3 };

export default command({
  name: "gate",
  description: "Judge a release by its latency budgets: exit 0 pass, 1 breach, 3 not enough data",
  args: {
    release: { type: "string", required: true, description: "The release to judge (service.version)" },
    env: { type: "string", description: "Only in this environment" },
    service: { type: "string", description: "Only budgets of this service" },
    from: { type: "string", description: "Start of the facts that count (default: the release's first span)" },
    to: { type: "string", description: "End (default now)" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const { release, env, service, from, to } = args;
    const response = await ask(args, { release, env, service, from, to });
    if (args.json) printJson(response);
    else printReport(response);
    await tellGithub(response, args.json === true);
    return EXIT[response.outcome];
  },
});

type Query = Record<"release", string> & Record<"env" | "service" | "from" | "to", string | undefined>;

/** In a pipeline the run goes on record, so that readiness can tell who enforces budgets. A key that may not do that may still ask. */
async function ask(connection: Connection, query: Query): Promise<GateResponse> {
  const ci = runningCi(process.env);
  if (ci === null) return apiGet<GateResponse>(connection, "/api/v1/gate", query);
  try {
    return await apiPost<GateResponse>(connection, "/api/v1/gate", { ...query, ci });
  } catch (error) {
    if (!(error instanceof GovernorError) || error.code !== "auth.forbidden") throw error;
    note("Not on record: that takes a key of the role ci. The release is judged all the same.");
    return apiGet<GateResponse>(connection, "/api/v1/gate", query);
  }
}

/** Which CI this process runs in, by the variables that each sets; null outside of one. */
function runningCi(env: NodeJS.ProcessEnv): string | null {
  const known = { GITHUB_ACTIONS: "github", GITLAB_CI: "gitlab", BUILDKITE: "buildkite", CIRCLECI: "circleci" };
  const found = Object.entries(known).find(([name]) => env[name] === "true");
  if (found) return found[1];
  if (env["JENKINS_URL"]) return "jenkins";
  return env["CI"] === "true" || env["CI"] === "1" ? "ci" : null;
}

/** Under GitHub Actions the report is told apart from commands: names in it come from telemetry, and could look like one. */
function printReport(response: GateResponse): void {
  const token = process.env["GITHUB_ACTIONS"] === "true" ? randomUUID() : null;
  if (token !== null) printLine(`::stop-commands::${token}`);
  printGate(showable(response));
  if (token !== null) printLine(`::${token}::`);
}

/** Under GitHub Actions breaches become annotations, which need no token, and a table in the step's summary. */
async function tellGithub(response: GateResponse, stdoutIsJson: boolean): Promise<void> {
  const { GITHUB_ACTIONS: onGithub, GITHUB_STEP_SUMMARY: summaryPath } = process.env;
  if (onGithub !== "true") return;
  for (const line of githubAnnotations(response)) {
    // The runner reads both streams; stdout stays parseable.
    if (stdoutIsJson) note(line);
    else process.stdout.write(`${line}\n`);
  }
  if (summaryPath) await appendFile(summaryPath, gateMarkdown(response));
}
