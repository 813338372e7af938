/**
 * POSIX ustar, the part of it that a backup needs: regular files, names of up to 255 bytes, sizes of any length (base-256
 * beyond 8 GiB, as GNU tar writes it), so that `tar` opens what is written here.
 */

export const BLOCK_BYTES = 512;

export interface TarEntry {
  name: string;
  sizeBytes: number;
  /** To be read to its end, or not at all, before the next entry is asked for. */
  content: AsyncIterable<Uint8Array>;
}

/** The block in front of a file's bytes. @throws RangeError for a name that does not fit */
export function tarHeader(name: string, sizeBytes: number, modifiedUnixS: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const { prefix, base } = splitName(name);
  block.write(base, 0, 100);
  block.write("0000600\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  writeSize(block, sizeBytes);
  block.write(`${modifiedUnixS.toString(8).padStart(11, "0")}\0`, 136);
  block.write("0", 156);
  block.write("ustar\x0000", 257, "latin1");
  block.write(prefix, 345, 155);
  block.write(`${checksumOf(block).toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** What fills a file's last block. */
export function tarPadding(sizeBytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** Two empty blocks. */
export const TAR_END = Buffer.alloc(2 * BLOCK_BYTES);

/** The files of an archive, in order. @throws RangeError where the bytes are no archive, or end too early */
export async function* tarEntries(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const source = new ByteSource(bytes);
  for (;;) {
    const block = await source.exactly(BLOCK_BYTES);
    if (block.every((byte) => byte === 0)) return;
    const { name, sizeBytes } = readHeader(block);
    let leftBytes = sizeBytes;
    const content = (async function* () {
      while (leftBytes > 0) {
        const piece = await source.upTo(leftBytes);
        leftBytes -= piece.length;
        yield piece;
      }
    })();
    yield { name, sizeBytes, content };
    while (leftBytes > 0) leftBytes -= (await source.upTo(leftBytes)).length;
    await source.exactly(tarPadding(sizeBytes).length);
  }
}

function splitName(name: string): { prefix: string; base: string } {
  if (Buffer.byteLength(name) <= 100) return { prefix: "", base: name };
  for (let at = name.indexOf("/"); at !== -1; at = name.indexOf("/", at + 1)) {
    const [prefix, base] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(base) <= 100 && Buffer.byteLength(prefix) <= 155) return { prefix, base };
  }
  throw new RangeError(`the name is too long for an archive: ${name}`);
}

/** Eleven octal digits hold 8 GiB; beyond them the first bit says that the rest is the number itself. */
function writeSize(block: Buffer, sizeBytes: number): void {
  if (sizeBytes < 8 ** 11) {
    block.write(`${sizeBytes.toString(8).padStart(11, "0")}\0`, 124);
    return;
  }
  block.writeBigUInt64BE(BigInt(sizeBytes), 128);
  block[124] = 0x80;
}

function readHeader(block: Buffer): { name: string; sizeBytes: number } {
  const said = Number.parseInt(textAt(block, 148, 8), 8);
  if (said !== checksumOf(block)) throw new RangeError("a header of the archive is damaged");
  const prefix = textAt(block, 345, 155);
  const base = textAt(block, 0, 100);
  const big = ((block[124] ?? 0) & 0x80) !== 0;
  const sizeBytes = big ? Number(block.readBigUInt64BE(128)) : Number.parseInt(textAt(block, 124, 12), 8);
  return { name: prefix === "" ? base : `${prefix}/${base}`, sizeBytes };
}

/** Of the header's bytes, its own field counted as spaces. */
function checksumOf(block: Buffer): number {
  return block.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
}

function textAt(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end === -1 ? length : end).trim();
}

/** Pieces of a stream, cut to the lengths that are asked for. */
class ByteSource {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#iterator = bytes[Symbol.asyncIterator]();
  }

  /** At least one byte, at most `maxBytes`. */
  async upTo(maxBytes: number): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const next = await this.#iterator.next();
      if (next.done === true) throw new RangeError("the archive ends too early");
      this.#rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    }
    const piece = this.#rest.subarray(0, maxBytes);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  async exactly(lengthBytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let left = lengthBytes; left > 0;) {
      const piece = await this.upTo(left);
      pieces.push(piece);
      left -= piece.length;
    }
    return Buffer.concat(pieces);
  }
}
