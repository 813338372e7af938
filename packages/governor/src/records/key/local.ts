import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const FILE = "local.key";

/**
 * Writes this start's key of the machine itself: a 0600 file in the data folder, so that whoever
 * runs the server can make the first key even where every request needs one.
 */
export async function writeLocalKey(dataDir: string, random: Uint8Array): Promise<string> {
  const secret = `gov_local_${Buffer.from(random).toString("base64url")}`;
  const path = join(dataDir, FILE);
  await writeFile(path, secret, { mode: 0o600 });
  // The mode above only holds for a new file.
  await chmod(path, 0o600);
  return secret;
}

/** The local key, or null where the folder has none or may not be read. */
export async function readLocalKey(dataDir: string): Promise<string | null> {
  try {
    return (await readFile(join(dataDir, FILE), "utf8")).trim();
  } catch {
    return null;
  }
}
