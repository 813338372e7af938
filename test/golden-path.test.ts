import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, test } from "vitest";
import { SILENT_LOG } from "../packages/governor/src/log.ts";
import { startPostgres, type Postgres } from "../packages/governor/src/store/state/engine/start.ts";
import { freePort } from "../tools/up/port.ts";
import { walkGoldenPath } from "./golden-path.ts";
import { startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";

const EXAMPLE = fileURLToPath(new URL("../example/", import.meta.url));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let database: Postgres;
let example: ChildProcess;

beforeAll(async () => {
  folder = await temporaryFolder();
  const dataDir = join(folder.path, "example-db");
  [server, database] = await Promise.all([
    startServer(join(folder.path, "data"), ["--catalog", join(EXAMPLE, "governor.yaml")]),
    freePort().then((port) => startPostgres({ dataDir, log: SILENT_LOG, port, name: "example" })),
  ]);
  example = await startExample(database.url, server.url);
}, 180_000);

afterAll(async () => {
  await ended(example);
  await database.stop();
  await server.end("SIGTERM");
  await folder.remove();
}, 180_000);

test(
  "healthy → release → n+1 → a finding with step, owner, suspect and exemplar → red gate → mended → closed by itself",
  () => walkGoldenPath({ governorUrl: server.url, databaseUrl: database.url, say: () => {} }),
  900_000,
);

/** The application and its traffic; resolves when both run. */
async function startExample(databaseUrl: string, governorUrl: string): Promise<ChildProcess> {
  const env = { ...process.env, DATABASE_URL: databaseUrl, OTEL_EXPORTER_OTLP_ENDPOINT: governorUrl };
  const child = spawn(process.execPath, [join(EXAMPLE, "src/start.ts")], { env, stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{"ready":true')) break;
  }
  child.stdout.resume();
  if (child.exitCode !== null) throw new Error(`the example ended with ${child.exitCode}`);
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = child.exitCode === null ? once(child, "exit") : null;
  child.kill("SIGTERM");
  await exit;
}
