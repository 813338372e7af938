import { mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { FactBatch } from "../../store/facts/facts.ts";

/** A store that outlives its process: a file a token, in place at once or not at all, and a known token is not stored again. */
export async function diskStore(
  dir: string,
): Promise<{ insert(batch: FactBatch): Promise<void>; ids(): Promise<number[]> }> {
  await mkdir(dir, { recursive: true });
  return {
    async insert(batch) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of batch.body()) chunks.push(chunk);
      const path = join(dir, batch.token);
      if ((await readdir(dir)).includes(batch.token)) return;
      await writeFile(`${path}.tmp-${process.pid}`, Buffer.concat(chunks));
      await rename(`${path}.tmp-${process.pid}`, path);
    },
    async ids() {
      const ids: number[] = [];
      for (const name of await readdir(dir)) {
        if (name.includes(".tmp-")) continue;
        const bytes = await readFile(join(dir, name));
        for (let at = 0; at < bytes.length; at += 8) ids.push(Number(bytes.readBigUInt64LE(at)));
      }
      return ids.sort((a, b) => a - b);
    },
  };
}
