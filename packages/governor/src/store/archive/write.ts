import { createHash } from "node:crypto";

import { MANIFEST_NAME, type BackupManifest } from "./manifest.ts";
import { TAR_END, tarHeader, tarPadding } from "./tar.ts";

/** Writes an archive file by file; `write` resolves when more can be taken. */
export class ArchiveWriter {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #modifiedUnixS: number;
  readonly #entries: BackupManifest["entries"] = {};

  constructor(write: (bytes: Uint8Array) => Promise<void>, nowMs: number) {
    this.#write = write;
    this.#modifiedUnixS = Math.floor(nowMs / 1_000);
  }

  /** @throws RangeError when the content is not as long as was said */
  async add(name: string, sizeBytes: number, content: AsyncIterable<Uint8Array> | Uint8Array): Promise<void> {
    const hash = createHash("sha256");
    await this.#write(tarHeader(name, sizeBytes, this.#modifiedUnixS));
    let writtenBytes = 0;
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      hash.update(piece);
      writtenBytes += piece.length;
      await this.#write(piece);
    }
    if (writtenBytes !== sizeBytes) throw new RangeError(`${name} has ${writtenBytes} bytes, not ${sizeBytes}`);
    await this.#write(tarPadding(sizeBytes));
    this.#entries[name] = { sizeBytes, sha256: hash.digest("hex") };
  }

  /** The manifest and the archive's end: an archive without them is known to be cut off. */
  async finish(manifest: Omit<BackupManifest, "entries">): Promise<BackupManifest> {
    const whole = { ...manifest, entries: { ...this.#entries } };
    const bytes = Buffer.from(`${JSON.stringify(whole, null, 1)}\n`);
    await this.add(MANIFEST_NAME, bytes.length, bytes);
    await this.#write(TAR_END);
    return whole;
  }
}
