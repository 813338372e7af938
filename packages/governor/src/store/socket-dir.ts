import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { GovernorError } from "../errors.ts";

/**
 * `sun_path` holds 108 bytes on Linux and 104 on macOS, the closing NUL included. A longer path is not an
 * error everywhere: some callers cut it, and the socket appears under another name.
 */
export const SOCKET_PATH_BYTES_MAX = 103;

/**
 * A folder (0700, owned by `uid`) in which a socket of this name can be made: `preferred`, or one of a
 * stable name under the system's temporary folder where the preferred path is too long for a socket.
 */
export async function privateSocketDir(preferred: string, socketName: string, uid = ownUid()): Promise<string> {
  const dir = fits(join(preferred, socketName)) ? preferred : fallbackDir(preferred);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (ownUid() === 0 && uid !== 0 && dir === preferred) await chown(dir, uid, uid);
  if (dir === preferred) await chmod(dir, 0o700);
  else await takeFallback(dir, uid);
  return dir;
}

/** Takes the folder away again once its socket is gone; one that is not empty stays. */
export async function removeSocketDir(dir: string): Promise<void> {
  await rmdir(dir).catch(() => {});
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= SOCKET_PATH_BYTES_MAX;
}

function fallbackDir(preferred: string): string {
  const name = createHash("sha256").update(preferred).digest("hex").slice(0, 16);
  return join(tmpdir(), `governor-${ownUid()}-${name}`);
}

/** The temporary folder is everybody's: someone else may have made the name first, as a link or with wider rights. */
async function takeFallback(dir: string, uid: number): Promise<void> {
  const stat = await lstat(dir);
  const ours = stat.isDirectory() && (stat.uid === ownUid() || stat.uid === uid) && (stat.mode & 0o077) === 0;
  if (!ours) {
    throw new GovernorError("store.folder-unusable", {
      folder: dir,
      problem: "it exists and belongs to someone else",
      hint: "Remove it, or use a data folder with a shorter path.",
    });
  }
  if (stat.uid !== uid) await chown(dir, uid, uid);
}

function ownUid(): number {
  return process.getuid?.() ?? 0;
}
