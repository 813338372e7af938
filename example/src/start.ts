import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { ChildProcess } from "node:child_process";
import { openPool } from "./database/open.ts";
import { readDeployments, reportRunningRelease, wantFirstRelease } from "./deployments/deployments.ts";
import { clearFaults } from "./faults/faults.ts";
import { DEFAULT_CASES_COUNT, seed } from "./seed/seed.ts";
import { CALLED_SERVICES, SERVICES, type ServiceName } from "./service/services.ts";
import { startChild, stopChild } from "./supervise/child.ts";
import { watchReleases } from "./supervise/release-watch.ts";
import { ServiceRunner } from "./supervise/service-runner.ts";

const LOAD_RESTART_DELAY_MS = 1_000;

const { values: flags } = parseArgs({
  options: {
    "entities-port": { type: "string", default: "0" },
    "cases-port": { type: "string", default: "0" },
    "timeline-port": { type: "string", default: "0" },
    "exports-port": { type: "string", default: "0" },
    "copilot-port": { type: "string", default: "0" },
    rate: { type: "string", default: "1" },
    "no-load": { type: "boolean", default: false },
  },
});
const { DATABASE_URL, RELEASE = "v1", SEED_CASES = String(DEFAULT_CASES_COUNT) } = process.env;
if (!DATABASE_URL) {
  console.error(
    "DATABASE_URL is not set: it names the PostgreSQL database of the example, e.g. postgres://user@host/example",
  );
  process.exit(2);
}
const databaseUrl = DATABASE_URL;
const portFlags: Partial<Record<ServiceName, string>> = {
  "entities-api": flags["entities-port"],
  "cases-api": flags["cases-port"],
  "timeline-api": flags["timeline-port"],
  "exports-api": flags["exports-port"],
  "copilot-api": flags["copilot-port"],
};

const stopping = new AbortController();
process.on("SIGTERM", () => stopping.abort());
process.on("SIGINT", () => stopping.abort());

try {
  note("seeding", { cases: Number(SEED_CASES) });
  const { seeded, durationMs } = await seed(databaseUrl, Number(SEED_CASES), (step) => note("seeding", { step }));
  await clearFaults(databaseUrl);
  note(seeded ? "seeded" : "data is there", { durationMs: Math.round(durationMs) });
} catch (error) {
  console.error(`The database that DATABASE_URL names could not be filled: ${(error as Error).message}`);
  process.exit(1);
}

const database = openPool(databaseUrl, 1);
const runners = new Map<ServiceName, ServiceRunner>();
const urls = new Map<ServiceName, string>();
let load: ChildProcess | null = null;
let releases: { stop(): Promise<void> } | null = null;
try {
  await startServices();
  releases = watchReleases(database, runners);
  if (!flags["no-load"]) void keepLoadRunning();
  print({ ready: true, services: Object.fromEntries(urls), load: !flags["no-load"], pid: process.pid });
  if (!stopping.signal.aborted) await once(stopping.signal, "abort");
} finally {
  stopping.abort();
  if (load) await stopChild(load);
  await releases?.stop();
  await Promise.all([...runners.values()].map((runner) => runner.stop()));
  await database.end();
}
process.exit(0);

async function startServices(): Promise<void> {
  await Promise.all(CALLED_SERVICES.map(startService));
  await Promise.all(SERVICES.filter((name) => !urls.has(name)).map(startService));
}

async function startService(name: ServiceName): Promise<void> {
  if (stopping.signal.aborted) return;
  await wantFirstRelease(database, name, RELEASE);
  const deployment = (await readDeployments(database)).find((row) => row.service === name);
  const wanted = { release: deployment?.release ?? RELEASE, sha: deployment?.sha ?? "" };
  const env = {
    DATABASE_URL: databaseUrl,
    ENTITIES_API_URL: urls.get("entities-api") ?? "",
    MODEL_STANDIN_URL: urls.get("model-standin") ?? "",
  };
  const runner = new ServiceRunner(name, Number(portFlags[name] ?? 0), env, async (service) => print(service));
  runners.set(name, runner);
  urls.set(name, (await runner.roll(wanted)).url);
  await reportRunningRelease(database, name, wanted.release);
}

/** The load driver ends only when it is asked to: any other end is reported, and it is started again. */
async function keepLoadRunning(): Promise<void> {
  const args = [
    "--rate",
    flags.rate,
    ...[...urls].flatMap(([name, url]) => (name.endsWith("-api") ? [`--${name}`, url] : [])),
  ];
  while (!stopping.signal.aborted) {
    const child = startChild({ script: new URL("load.ts", import.meta.url), args, env: {} });
    load = child;
    const [code] = (await once(child, "exit")) as [number | null];
    if (stopping.signal.aborted) return;
    note("load ended", { code });
    await delay(LOAD_RESTART_DELAY_MS);
  }
}

/** stdout is data, one JSON object a line. */
function print(line: object): void {
  console.log(JSON.stringify(line));
}

/** stderr is progress. */
function note(event: string, fields: object): void {
  console.error(JSON.stringify({ event, ...fields }));
}
