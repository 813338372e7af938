import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** What lies in a folder of segments that were put aside; nothing where there is no such folder. */
export async function sizeOfQuarantine(dir: string): Promise<{ files: number; sizeBytes: number }> {
  const names = await readdir(dir).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(dir, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return {
    files: names.filter((name) => name.endsWith(".seg")).length,
    sizeBytes: sizes.reduce((total, size) => total + size, 0),
  };
}
