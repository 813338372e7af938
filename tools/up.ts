import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { jsonLog } from "../packages/governor/src/log.ts";
import { startPostgres } from "../packages/governor/src/store/state/engine/start.ts";
import { dataHome } from "./instance/data-home.js";
import { isRunning, readInstance, root } from "./instance/record.js";
import { stopInstance } from "./instance/stop.js";
import { withLock } from "./setup/lock.js";
import { say, SetupError } from "./setup/say.js";
import { demandFreePort, freePort } from "./up/port.ts";
import { Supervisor } from "./up/supervisor.ts";

/** Makes the engines' files at the first start. */
const GOVERNOR_READY_TIMEOUT_MS = 90_000;
/** Makes its rows at the first start. */
const EXAMPLE_READY_TIMEOUT_MS = 300_000;
const READY_CHECK_TIMEOUT_MS = 2_000;

// `make up`: Governor, a database for the example, the example and its traffic, until Ctrl-C or `make down`.
const port = readPort();
const url = `http://127.0.0.1:${port}`;
const home = dataHome();
const logs = join(home, "logs");

try {
  const supervisor = await claim();
  if (supervisor !== null) await runUntilEnd(supervisor);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`error: ${error.message}\n  ${error.remedy}`);
  process.exitCode = 1;
}

function readPort(): number {
  const { values } = parseArgs({ options: { port: { type: "string", default: process.env["PORT"] || "4318" } } });
  const wanted = Number(values.port);
  if (Number.isInteger(wanted) && wanted > 0 && wanted < 65_536) return wanted;
  say(`error: "${values.port}" is not a port.\n  Ports are numbers from 1 to 65535: make up PORT=4400`);
  process.exit(2);
}

/** Null when this checkout has one running. */
async function claim(): Promise<Supervisor | null> {
  mkdirSync(join(root, ".governor"), { recursive: true, mode: 0o755 });
  mkdirSync(logs, { recursive: true, mode: 0o755 });
  return withLock(join(root, ".governor", "up.lock"), async () => {
    const other = readInstance();
    if (other && isRunning(other.supervisor)) {
      say(`It already runs: ${other.url} (process ${other.supervisor.pid}). make down stops it.`);
      return null;
    }
    if (other) await stopInstance(other);
    await demandFreePort(port);
    return new Supervisor(url, home);
  });
}

async function runUntilEnd(supervisor: Supervisor): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => supervisor.end());
  const ended = new Promise<void>((resolve) => supervisor.signal.addEventListener("abort", () => resolve()));
  try {
    await startEverything(supervisor);
    await ended;
  } catch (error) {
    if (!supervisor.signal.aborted) throw error;
  } finally {
    say("Stopping …");
    await supervisor.stopAll();
  }
  if (supervisor.signal.reason instanceof SetupError) throw supervisor.signal.reason;
  say("Stopped. The data stays; make clean removes it.");
}

async function startEverything(supervisor: Supervisor): Promise<void> {
  say(`Starting Governor and its example; data and logs in ${home}`);
  const [databaseUrl] = await Promise.all([startDatabase(supervisor), startGovernor(supervisor)]);
  supervisor.databaseUrl = databaseUrl;
  say("Governor is ready; starting the example (its first start makes its rows)");
  await startExample(supervisor, databaseUrl);
  console.log(`Governor is at ${url}`);
  say(
    [
      "  slow it down   npm run fault n-plus-one on     (… off)",
      "  judge it       ./node_modules/.bin/governor gate --release v1",
      ...(port === 4318
        ? []
        : [`                 it asks port 4318 by itself; for this one: export GOVERNOR_URL=${url}`]),
      "  stop it        Ctrl-C, or make down; the data stays",
    ].join("\n"),
  );
}

async function startGovernor(supervisor: Supervisor): Promise<void> {
  const settings = ["--data", join(home, "data"), "--http", `127.0.0.1:${port}`, "--catalog", "example/governor.yaml"];
  supervisor.start(
    "Governor",
    ["packages/governor/bin/governor.js", "up", ...settings],
    {},
    join(logs, "governor.log"),
  );
  await supervisor.until("Governor", GOVERNOR_READY_TIMEOUT_MS, answersReady);
}

async function answersReady(): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(READY_CHECK_TIMEOUT_MS) })).ok;
  } catch {
    return false;
  }
}

async function startDatabase(supervisor: Supervisor): Promise<string> {
  const file = createWriteStream(join(logs, "example-db.log"), { flags: "a" });
  const log = jsonLog((line) => void file.write(line));
  const database = await startPostgres({
    dataDir: join(home, "example-db"),
    log,
    port: await freePort(),
    name: "example",
  });
  supervisor.onStop(() => database.stop());
  return database.url;
}

async function startExample(supervisor: Supervisor, databaseUrl: string): Promise<void> {
  const env = { DATABASE_URL: databaseUrl, OTEL_EXPORTER_OTLP_ENDPOINT: url };
  const example = supervisor.start("The example", ["example/src/start.ts"], env, join(logs, "example.log"));
  let isReady = false;
  example.onLine((line) => {
    isReady ||= line.startsWith('{"ready":true');
  });
  await supervisor.until("The example", EXAMPLE_READY_TIMEOUT_MS, () => isReady);
}
