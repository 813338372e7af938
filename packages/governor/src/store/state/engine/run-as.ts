import { realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** The user a process is started under. */
export interface RunAs {
  uid: number;
  gid: number;
}

/** "nobody" by number on every system: it needs no entry in any user database, and images often have none. */
const NOBODY = 65_534;

/** PostgreSQL refuses to run as root; then, and only then, it runs as nobody. */
export function engineUser(): RunAs | null {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : null;
}

/** Whether that user can enter every folder above `path` and read it. Groups and access lists are not looked at. */
export async function reachableBy(path: string, uid: number): Promise<boolean> {
  for (let at = await realpath(path), leaf = true; ; at = dirname(at), leaf = false) {
    const { mode, uid: owner } = await stat(at);
    const needed = leaf ? 0o5 : 0o1;
    const granted = owner === uid ? mode >> 6 : mode;
    if ((granted & needed) !== needed) return false;
    if (at === dirname(at)) return true;
  }
}
