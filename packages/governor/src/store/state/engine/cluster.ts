import { execFile } from "node:child_process";
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { GovernorError } from "../../../errors.ts";
import type { Binaries } from "./binaries.ts";
import { reachableBy, type RunAs } from "./run-as.ts";

const INITDB_TIMEOUT_MS = 120_000;

/** Makes the data folder of a server if it is not there yet, and says who may connect. Gives its path. */
export async function ensureCluster(
  dir: string,
  binaries: Binaries,
  runAs: RunAs | null,
  owner: string,
  tcp: boolean,
): Promise<string> {
  await openTo(dir, runAs);
  const cluster = join(dir, "cluster");
  if (!(await isCluster(cluster))) await initialise(dir, cluster, binaries, runAs, owner);
  await writeAccess(cluster, runAs, tcp);
  return cluster;
}

/** As root: another user must come through to its own folder below; names are still not listed to it. */
async function openTo(dir: string, runAs: RunAs | null): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (runAs === null) return;
  await chmod(dir, 0o711);
  const probe = join(dir, "reach");
  await mkdir(probe, { recursive: true, mode: 0o755 });
  await chmod(probe, 0o755);
  const reachable = await reachableBy(probe, runAs.uid);
  await rm(probe, { recursive: true });
  if (reachable) return;
  throw new GovernorError("store.folder-unusable", {
    folder: dir,
    problem: `started as root, the state engine runs as uid ${runAs.uid}, which cannot enter this folder`,
    hint: "Use a folder that others may enter, such as /var/lib/governor (its contents stay private), or start as an ordinary user.",
  });
}

async function isCluster(cluster: string): Promise<boolean> {
  return stat(join(cluster, "PG_VERSION")).then(
    () => true,
    () => false,
  );
}

/** Made under another name first: a start that was cut off here leaves nothing that looks whole. */
async function initialise(dir: string, cluster: string, binaries: Binaries, runAs: RunAs | null, owner: string) {
  const unfinished = join(dir, "cluster.new");
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (runAs !== null) await chown(unfinished, runAs.uid, runAs.gid);
  const settings = [
    `--pgdata=${unfinished}`,
    `--username=${owner}`,
    "--encoding=UTF8",
    // The built-in provider sorts the same on every machine, whatever C library or ICU it has.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--auth-local=trust",
    "--auth-host=reject",
    "--no-instructions",
  ];
  try {
    await promisify(execFile)(binaries.initdb, settings, {
      timeout: INITDB_TIMEOUT_MS,
      cwd: unfinished,
      env: {},
      ...runAs,
    });
  } catch (error) {
    const problem = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new GovernorError("store.engine-failed", { engine: "state", problem }, { cause: error });
  }
  await rename(unfinished, cluster);
}

/**
 * Over the Unix socket the file system decides: the socket and its folder belong to one user. Over TCP,
 * where it is open at all, a password does.
 */
async function writeAccess(cluster: string, runAs: RunAs | null, tcp: boolean): Promise<void> {
  const lines = ["local all all trust", ...(tcp ? ["host all all 127.0.0.1/32 scram-sha-256"] : [])];
  const path = join(cluster, "pg_hba.conf");
  const text = `${lines.join("\n")}\n`;
  if ((await readFile(path, "utf8")) === text) return;
  await writeFile(path, text, { mode: 0o600 });
  if (runAs !== null) await chown(path, runAs.uid, runAs.gid);
}
