import { execFile } from "node:child_process";
import { readFile, readdir, readlink, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { GovernorError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";

/** How long each way of ending is given before the next, harder one. */
const PATIENCE_MS = 10_000;
const LADDER = ["SIGINT", "SIGQUIT", "SIGKILL"] as const;

/**
 * Ends a server that outlived its parent, and clears what a dead one left behind. Only for the holder of the
 * folder's lock: nobody else can be starting a server here.
 *
 * The id in postmaster.pid may have been given to another program since (in a container the first ids always
 * are), and then the server would refuse to start; so a process counts only when it is a postgres of this folder.
 */
export async function endOrphan(cluster: string, socketDir: string, log: Log): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid");
  const pid = Number.parseInt(await readFile(pidFile, "utf8").catch(() => ""), 10);
  if (Number.isInteger(pid) && (await serves(pid, cluster))) {
    log.warn("store.state.orphan", { pid });
    await end(pid, cluster);
  }
  await rm(pidFile, { force: true });
  for (const name of await readdir(socketDir)) {
    if (name.startsWith(".s.PGSQL.")) await rm(join(socketDir, name), { force: true });
  }
}

async function end(pid: number, cluster: string): Promise<void> {
  for (const signal of LADDER) {
    process.kill(pid, signal);
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      if (!(await serves(pid, cluster))) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new GovernorError("store.engine-failed", { engine: "state", problem: `process ${pid} cannot be ended` });
}

async function serves(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === "linux") {
    // A server's working folder is its data folder.
    const [folder, command] = await Promise.all([
      readlink(`/proc/${pid}/cwd`).catch(() => ""),
      readFile(`/proc/${pid}/comm`, "utf8").catch(() => ""),
    ]);
    return command.trim() === "postgres" && folder === (await realpath(cluster));
  }
  const { stdout } = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({
    stdout: "",
  }));
  return stdout.includes("postgres") && stdout.includes(cluster);
}
