import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** Removes segments that were put aside and in which the text stands; their reasons stay. Returns how many. */
export async function eraseFromQuarantine(dir: string, text: string): Promise<number> {
  let removed = 0;
  for (const name of (await readdir(dir).catch(() => [])).filter((one) => one.endsWith(".seg"))) {
    const path = join(dir, name);
    if (!(await readFile(path)).includes(text)) continue;
    await rm(path);
    removed += 1;
  }
  return removed;
}
