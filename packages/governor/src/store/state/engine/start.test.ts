import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { access, chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { SILENT_LOG } from "../../../log.ts";
import { startPostgres, type Postgres } from "./start.ts";

let parent: string;
let dataDir: string;
let server: Postgres;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "governor-postgres-"));
  // As root the server is another user, who has to come through here.
  await chmod(parent, 0o711);
  dataDir = join(parent, "a");
  await mkdir(join(dataDir, "cluster.new"), { recursive: true });
  await writeFile(join(dataDir, "cluster.new", "half"), "left by a start that was cut off");
  server = await startPostgres({ dataDir, log: SILENT_LOG });
});

afterAll(async () => {
  await server.stop();
  await rm(parent, { recursive: true });
});

async function ask<Row>(url: string, text: string): Promise<Row[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

/** A process that has ended may still be listed, as a zombie, where nobody collects orphans. */
function isRunning(pid: number): boolean {
  const state = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
  return state !== "" && !state.startsWith("Z");
}

async function ended(pid: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (isRunning(pid)) {
    if (performance.now() > deadline) throw new Error(`process ${pid} still runs`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Another process that starts a server over the folder. */
async function startElsewhere(folder: string): Promise<{ pid: number; kill: () => Promise<unknown> }> {
  const module = fileURLToPath(new URL("./start.ts", import.meta.url));
  const script = `
    const { startPostgres } = await import(${JSON.stringify(module)});
    const log = { info() {}, warn() {}, error() {} };
    process.send((await startPostgres({ dataDir: ${JSON.stringify(folder)}, log })).pid);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [pid] = (await once(child, "message")) as [number];
  return {
    pid,
    kill() {
      child.kill("SIGKILL");
      return once(child, "exit");
    },
  };
}

test("it listens on a private socket only, syncs, and sorts by bytes in UTF-8 whatever the machine's locale", async () => {
  const [settings] = await ask(
    server.url,
    `SELECT current_setting('listen_addresses') AS tcp, current_setting('fsync') AS fsync,
      current_setting('server_encoding') AS encoding, current_user AS "user", current_database() AS database`,
  );
  expect(settings).toEqual({ tcp: "", fsync: "on", encoding: "UTF8", user: "governor", database: "governor" });
  expect((await stat(server.socketDir)).mode & 0o777).toBe(0o700);
  expect((await stat(join(dataDir, "cluster"))).mode & 0o077).toBe(0);
  const sorted = await ask(server.url, "SELECT x FROM (VALUES ('é'), ('z'), ('B'), ('a')) AS t (x) ORDER BY x");
  expect(sorted).toEqual([{ x: "B" }, { x: "a" }, { x: "z" }, { x: "é" }]);
});

const isRoot = process.getuid?.() === 0;

test("started as root it runs as nobody, else as who started it", async () => {
  const expected = isRoot ? 65_534 : process.getuid?.();
  expect((await stat(join(dataDir, "cluster"))).uid).toBe(expected);
  const { stdout } = spawnSync("ps", ["-o", "uid=", "-p", String(server.pid)], { encoding: "utf8" });
  expect(Number(stdout)).toBe(expected);
});

test("a folder below one that others cannot enter is good for an ordinary user; to root it is refused with the way out", async () => {
  const closed = join(parent, "closed");
  await mkdir(closed, { mode: 0o700 });
  const starting = startPostgres({ dataDir: join(closed, "data"), log: SILENT_LOG });
  if (!isRoot) return (await starting).stop();
  await expect(starting).rejects.toMatchObject({
    code: "store.folder-unusable",
    remedy: expect.stringContaining("/var/lib/governor"),
  });
});

test("a second server over the same folder is refused", async () => {
  await expect(startPostgres({ dataDir, log: SILENT_LOG })).rejects.toMatchObject({ code: "store.locked" });
});

test("with a port it is an ordinary server: the address has the password, and another password is refused", async () => {
  const folder = join(parent, "tcp");
  const port = await freePort();
  const tcp = await startPostgres({ dataDir: folder, log: SILENT_LOG, port, name: "cases" });
  expect(tcp.url).toMatch(new RegExp(`^postgres://cases:[0-9a-f]{48}@127\\.0\\.0\\.1:${port}/cases$`));
  expect(await ask(tcp.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  const wrong = tcp.url.replace(/:[0-9a-f]{48}@/, ":guess@");
  await expect(ask(wrong, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
  const up = new Promise<void>((resolve) => tcp.onUp(resolve));
  process.kill(tcp.pid!, "SIGKILL");
  await up;
  expect(await ask(tcp.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await tcp.stop();
});

test("a server whose parent is killed shuts down by itself", async () => {
  const folder = join(parent, "b");
  const other = await startElsewhere(folder);
  await other.kill();
  await ended(other.pid);
  await expect(access(join(folder, "cluster", "postmaster.pid"))).rejects.toThrow("ENOENT");
});

test("an orphan that was not ended is ended by the next start, and its data are there", async () => {
  const folder = join(parent, "b");
  const other = await startElsewhere(folder);
  const { stdout } = spawnSync("pgrep", ["-f", `governor-watch ${other.pid}$`], { encoding: "utf8" });
  for (const watcher of stdout.trim().split("\n")) process.kill(Number(watcher), "SIGKILL");
  await other.kill();
  expect(isRunning(other.pid)).toBe(true);
  const next = await startPostgres({ dataDir: folder, log: SILENT_LOG });
  expect(isRunning(other.pid)).toBe(false);
  expect(await ask(next.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await next.stop();
});

test("a pid file whose number now belongs to another program does not stop the start, nor that program", async () => {
  const folder = join(parent, "b");
  await writeFile(
    join(folder, "cluster", "postmaster.pid"),
    `${process.pid}\n${folder}/cluster\n0\n5432\n\n\n\nready\n`,
  );
  const next = await startPostgres({ dataDir: folder, log: SILENT_LOG });
  expect(await ask(next.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await next.stop();
});

test("a folder with a long path works, its socket lies elsewhere", async () => {
  const long = join(parent, "d".repeat(120));
  const next = await startPostgres({ dataDir: long, log: SILENT_LOG });
  expect(next.socketDir).not.toContain(parent);
  expect(await ask(next.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await next.stop();
  await expect(access(next.socketDir)).rejects.toThrow("ENOENT");
});
