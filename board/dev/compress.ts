import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { constants, brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Lays `.br` and `.gz` beside each built text file, so that the server sends it small without packing it each time. */
export function compressedCopies(): Plugin {
  return {
    name: "governor-compressed-copies",
    apply: "build",
    // From the files as they lie there: Vite still puts names into them after it has handed out the bundle.
    async writeBundle(options, bundle) {
      for (const fileName of Object.keys(bundle).filter((name) => /\.(js|css|html|svg)$/.test(name))) {
        const path = join(options.dir ?? "", fileName);
        const source = await readFile(path);
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        await writeFile(`${path}.br`, brotliCompressSync(source, { params }));
        await writeFile(`${path}.gz`, gzipSync(source, { level: 9 }));
      }
    },
  };
}
