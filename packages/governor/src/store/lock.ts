import { chmodSync } from "node:fs";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { GovernorError } from "../errors.ts";

export interface DataDirLock {
  release(): Promise<void>;
}

/**
 * One owner per folder, on this machine and across its containers. The folder is made if missing.
 *
 * The lock is the kernel's (SQLite takes an fcntl lock on a file of its own), so it is gone the moment
 * its holder dies, SIGKILL included, and no reused process id can be taken for the holder. The id kept
 * beside it only serves the message.
 *
 * @throws GovernorError `store.locked` while another process, or this one, holds it
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  await makeFolder(dataDir).catch((error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    const hint = "Name a folder that this user may make and write: --data <folder>.";
    throw new GovernorError("store.folder-unusable", { folder: dataDir, problem, hint }, { cause: error });
  });
  const database = exclusiveOrNull(join(dataDir, "lock"));
  const holderFile = join(dataDir, "lock.pid");
  if (database === null) {
    const pid = (await readFile(holderFile, "utf8").catch(() => "unknown")).trim();
    throw new GovernorError("store.locked", { folder: dataDir, pid }, { details: { pid } });
  }
  held.add(database);
  await writeFile(holderFile, `${process.pid}\n`, { mode: 0o600 });
  return {
    async release() {
      held.delete(database);
      await rm(holderFile, { force: true });
      database.close();
    },
  };
}

/** One by one: the recursive call never returns where a file system has no room for folders, such as /proc. */
async function makeFolder(path: string): Promise<void> {
  const make = () => mkdir(path, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await make();
  }
}

/** A database that nobody refers to is closed by the garbage collector, and the lock with it. */
const held = new Set<DatabaseSync>();

const SQLITE_BUSY = 5;

function exclusiveOrNull(path: string): DatabaseSync | null {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    // Who can read the file can lock it. Not by a descriptor of ours: closing one would drop this process's locks.
    chmodSync(path, 0o600);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY) return null;
    throw error;
  }
}
