import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";

export interface FileSearch {
  files: number;
  bytes: number;
  /** Relative to the folder. */
  found: string[];
}

/** Reads every regular file below `dir` in search of a text. Files that go meanwhile are passed over. */
export async function searchFiles(dir: string, text: string): Promise<FileSearch> {
  const wanted = Buffer.from(text);
  const search: FileSearch = { files: 0, bytes: 0, found: [] };
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const read = await holds(path, wanted);
    if (read === null) continue;
    search.files += 1;
    search.bytes += read.bytes;
    if (read.isFound) search.found.push(relative(dir, path));
  }
  return search;
}

async function holds(path: string, wanted: Buffer): Promise<{ bytes: number; isFound: boolean } | null> {
  // What stands across two pieces is found by keeping the end of the one before.
  let tail: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let isFound = false;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1_048_576 }) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      const both = Buffer.concat([tail, piece]);
      isFound ||= both.includes(wanted);
      tail = both.subarray(Math.max(0, both.length - wanted.length + 1));
    }
    return { bytes, isFound };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
