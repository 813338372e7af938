import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzip, inflate, inflateRaw, zstdDecompress } from "node:zlib";

/** Why a body cannot be had. */
export class BodyRefused extends Error {
  override name = "BodyRefused";
  /** `large`: over the cap, as sent or inflated; `encoding`: not one we know; `broken`: not what its encoding says, or cut off. */
  readonly reason: "large" | "encoding" | "broken";

  constructor(reason: BodyRefused["reason"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * A request's body, inflated, at most `bytesMax` of it: as sent, and checked again while inflating, so that a small body
 * that would inflate to gigabytes is given up at the cap.
 *
 * @param contentEncoding the header as it came; `identity`, `gzip`, `deflate` and `zstd` are known
 * @param onBytes is told of the bytes as they arrive
 */
export async function readBody(
  body: Readable | Uint8Array,
  contentEncoding: string,
  bytesMax: number,
  onBytes: (count: number) => void = () => undefined,
): Promise<Buffer> {
  const encoding = contentEncoding.trim().toLowerCase();
  const inflated = INFLATE.get(encoding);
  if (inflated === undefined) {
    throw new BodyRefused(
      "encoding",
      `Content-Encoding ${encoding.slice(0, 50)} is not known; send gzip, deflate, zstd or none`,
    );
  }
  const bytes = await received(body, bytesMax, onBytes);
  try {
    const result = await inflated(bytes, bytesMax);
    onBytes(result === bytes ? 0 : result.length);
    return result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(bytesMax);
    if (error instanceof BodyRefused) throw error;
    throw new BodyRefused("broken", `the body is not ${encoding}: ${(error as Error).message}`, { cause: error });
  }
}

type Inflate = (bytes: Buffer, bytesMax: number) => Promise<Buffer>;

const gunzipAll = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);
const inflateAll = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);
const inflateRawAll = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

const identity: Inflate = async (bytes) => bytes;
// Concatenated gzip members are one body (RFC 1952, 2.2); zlib reads them as such.
const gzip: Inflate = (bytes, bytesMax) => gunzipAll(bytes, { maxOutputLength: bytesMax });
// "deflate" is the zlib format (RFC 9110, 8.4.1.2); some clients send it bare.
const deflate: Inflate = (bytes, bytesMax) => {
  const isZlib = bytes.length >= 2 && ((bytes[0] ?? 0) & 15) === 8 && bytes.readUInt16BE(0) % 31 === 0;
  return (isZlib ? inflateAll : inflateRawAll)(bytes, { maxOutputLength: bytesMax });
};

const INFLATE: ReadonlyMap<string, Inflate> = new Map([
  ["", identity],
  ["identity", identity],
  ["gzip", gzip],
  ["x-gzip", gzip],
  ["deflate", deflate],
  ["zstd", zstd],
]);

/** Node's decoder stops silently behind the first frame; a body may be several (RFC 8878, 3). */
async function zstd(bytes: Buffer, bytesMax: number): Promise<Buffer> {
  const frames: Buffer[] = [];
  let sizeBytes = 0;
  let rest = bytes;
  do {
    const frame = await zstdFrame(rest, Math.max(1, bytesMax - sizeBytes));
    frames.push(frame.inflated);
    sizeBytes += frame.inflated.length;
    if (sizeBytes > bytesMax) throw tooLarge(bytesMax);
    if (frame.readBytes === 0) throw new BodyRefused("broken", "the body is not zstd: it ends in something else");
    rest = rest.subarray(frame.readBytes);
  } while (rest.length > 0);
  return frames.length === 1 && frames[0] !== undefined ? frames[0] : Buffer.concat(frames);
}

function zstdFrame(bytes: Buffer, bytesMax: number): Promise<{ inflated: Buffer; readBytes: number }> {
  return new Promise((resolve, reject) => {
    zstdDecompress(bytes, { maxOutputLength: bytesMax, info: true }, (error, result) => {
      if (error !== null) return reject(error);
      // With `info` the result is the buffer and the engine that read it.
      const { buffer, engine } = result as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
      resolve({ inflated: buffer, readBytes: engine.bytesWritten });
    });
  });
}

async function received(
  body: Readable | Uint8Array,
  bytesMax: number,
  onBytes: (count: number) => void,
): Promise<Buffer> {
  if (body instanceof Uint8Array) {
    if (body.length > bytesMax) throw tooLarge(bytesMax);
    onBytes(body.length);
    return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  }
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    // The stream is left open on an early exit: destroying a request would close the socket its answer needs.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      onBytes(chunk.length);
      if (sizeBytes > bytesMax) throw tooLarge(bytesMax);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof BodyRefused) throw error;
    throw new BodyRefused("broken", `the body was cut off: ${(error as Error).message}`, { cause: error });
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, sizeBytes);
}

function tooLarge(bytesMax: number): BodyRefused {
  return new BodyRefused("large", `the body is larger than ${bytesMax} bytes; send smaller batches`);
}
