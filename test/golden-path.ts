import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  findRepeats,
  type Finding,
  type FindingsResponse,
  type GateResponse,
  type JourneysResponse,
  type StepHealth,
  type TraceResponse,
  type Verdict,
} from "@governor/contract";
import { governor } from "./system/server.ts";
import { getJson, until } from "./system/wait.ts";

export interface System {
  governorUrl: string;
  /** Of the example application, whose faults and releases live in its database. */
  databaseUrl: string;
  /** Progress, a line at a time. */
  say: (line: string) => void;
}

const STEP = { journey: "case-search", step: "search", service: "cases-api", owner: "core-search" };

/** A window of a minute has to fill, or to slide past what was slow; the rest is slack for two busy cores. */
const WINDOW_TIMEOUT_MS = 180_000;

/**
 * The path for which Governor exists, over the network only: healthy → a release → slow in code and database → a finding
 * with owner, suspect and a trace that shows why → a red gate → mended → the finding closes itself.
 * Throws at the first thing that is not so. The release is new each time, so it can be walked again.
 */
export async function walkGoldenPath(system: System): Promise<void> {
  const release = `v2-${randomBytes(3).toString("hex")}`;
  const sha = randomBytes(20).toString("hex");
  await fault(system, "off");
  system.say("waiting until every journey step has enough data and is within its target …");
  await until("all steps are within their targets", WINDOW_TIMEOUT_MS, async () =>
    (await readSteps(system)).every(isHealthy),
  );
  await until(
    "no finding of the search step is open",
    WINDOW_TIMEOUT_MS,
    async () => (await activeFinding(system)) === undefined,
  );

  system.say(`rolling out cases-api ${release} and marking it …`);
  await example(system, "release.ts", release, "--sha", sha);
  const marked = await cli(
    system,
    "deploy",
    "--service",
    STEP.service,
    "--release",
    release,
    "--sha",
    sha,
    "--owner",
    STEP.owner,
  );
  assert.equal(marked.code, 0, marked.stderr);

  system.say("switching n-plus-one on …");
  await fault(system, "on");
  const finding = await until("a finding with its suspect and evidence", WINDOW_TIMEOUT_MS, async () => {
    const found = await activeFinding(system);
    return found && explained(found, release) ? found : null;
  });
  assert.equal(finding.verdict.owner?.team, STEP.owner, "the finding names the owner");
  assert.equal(finding.verdict.suspects[0]?.release, release, "the release is the first suspect");
  assert.equal(finding.verdict.suspects[0]?.sha, sha, "the suspect carries the commit");
  system.say(`finding: ${finding.verdict.summary}`);
  await checkExemplar(system, finding);

  system.say("gate …");
  const verdicts = await until("the gate has enough data and breaches", WINDOW_TIMEOUT_MS, () =>
    gateBreaches(system, release),
  );
  const [worst] = verdicts;
  assert.deepEqual(
    [worst?.outcome, worst?.subject.step, worst?.owner?.team],
    ["breach", STEP.step, STEP.owner],
    "the gate puts the breach first",
  );

  system.say("switching n-plus-one off and waiting for the finding to close itself …");
  await fault(system, "off");
  await until("the finding closes itself", WINDOW_TIMEOUT_MS, async () => {
    const { finding: now } = await getJson<{ finding: Finding }>(`${system.governorUrl}/api/v1/findings/${finding.id}`);
    return now.state === "fixed" || now.state === "verified";
  });
  system.say("closed.");
}

/** The gate's verdicts once it exits 1; null while the release has too few slow spans, or too few at all, to be red. */
async function gateBreaches(system: System, release: string): Promise<Verdict[] | null> {
  const { code, stdout } = await cli(system, "gate", "--release", release, "--json");
  return code === 1 ? (JSON.parse(stdout) as GateResponse).verdicts : null;
}

/** The evidence is real: the exemplar's own spans show one query over and over under one parent. */
async function checkExemplar(system: System, finding: Finding): Promise<void> {
  const repeated = finding.verdict.evidence.find((evidence) => evidence.kind === "repeated-query");
  assert.ok(repeated, "the finding shows the repeated query");
  const trace = await getJson<TraceResponse>(`${system.governorUrl}/api/v1/traces/${repeated.traceId}`);
  const [worst] = findRepeats(trace.spans);
  assert.ok(
    worst && worst.spanIds.length >= 10,
    `the exemplar's waterfall holds the repeats (${worst?.spanIds.length})`,
  );
  system.say(`exemplar ${repeated.traceId}: ×${worst.spanIds.length} ${worst.dbQuery.slice(0, 80)}`);
}

async function readSteps(system: System): Promise<StepHealth[]> {
  const { journeys } = await getJson<JourneysResponse>(`${system.governorUrl}/api/v1/journeys?from=now-60s`);
  assert.equal(journeys.length, 5, "the example's five journeys are in the catalog");
  // What browsers measure has no data yet: it is told as such, and neither green nor in the way.
  const steps = journeys.flatMap((journey) => journey.steps);
  const browser = steps.filter((step) => step.source === "browser");
  assert.equal(browser.length, 25, "each journey has its browser-side targets");
  assert.ok(browser.every((step) => step.state === "no-data"));
  return steps.filter((step) => step.source === "spans");
}

/** The two journeys of few users rest on some thirty spans a minute: enough to judge, too few to wait for their p95. */
const QUIET_SERVICES = ["exports-api", "exports-worker", "copilot-api"];

function isHealthy({ service, state, n, minN }: StepHealth): boolean {
  if (QUIET_SERVICES.includes(service)) return n >= minN;
  return state === "within" || state === "near";
}

async function activeFinding(system: System): Promise<Finding | undefined> {
  const { findings } = await getJson<FindingsResponse>(`${system.governorUrl}/api/v1/findings`);
  return findings.find(
    ({ verdict: { rule, subject } }) =>
      rule === "budget.p95" && subject.journey === STEP.journey && subject.step === STEP.step,
  );
}

function explained(finding: Finding, release: string): boolean {
  const { suspects, evidence } = finding.verdict;
  return suspects[0]?.release === release && evidence.some(({ kind }) => kind === "repeated-query");
}

async function fault(system: System, action: "on" | "off"): Promise<void> {
  await example(system, "fault.ts", "n-plus-one", action);
}

async function example(system: System, file: string, ...args: string[]): Promise<void> {
  const path = fileURLToPath(new URL(`../example/src/${file}`, import.meta.url));
  const env = { ...process.env, DATABASE_URL: system.databaseUrl };
  await promisify(execFile)(process.execPath, [path, ...args], { env, timeout: 90_000 });
}

function cli(system: System, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return governor([...args, "--url", system.governorUrl], { GITHUB_ACTIONS: "" });
}
