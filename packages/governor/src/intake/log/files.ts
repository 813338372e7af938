import { mkdir, open, readFile, readdir, rename, rm, type FileHandle } from "node:fs/promises";

/** The little the log asks of a file system; a test puts faults here. Paths are absolute. Errors carry Node's `code`. */
export interface LogFiles {
  /** A new file, to be written; fails when it exists. */
  create(path: string): Promise<LogFile>;
  /** An existing file, to be changed. */
  update(path: string): Promise<LogFile>;
  /** The whole file; null when there is none. */
  read(path: string): Promise<Buffer | null>;
  list(dir: string): Promise<string[]>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens when there is none. */
  remove(path: string): Promise<void>;
  makeDir(path: string): Promise<void>;
  /** Names made, moved and removed in `dir` are durable after this. */
  syncDir(dir: string): Promise<void>;
}

export interface LogFile {
  /** All of it or an error. */
  write(buffers: readonly Uint8Array[], position: number): Promise<void>;
  /** What was written is durable after this. After an error nothing is known of it, and a later success proves nothing. */
  sync(): Promise<void>;
  /** False once its name was removed: what is written then is gone when it is closed. */
  isLinked(): Promise<boolean>;
  truncate(sizeBytes: number): Promise<void>;
  close(): Promise<void>;
}

export const NODE_FILES: LogFiles = {
  create: async (path) => nodeFile(await open(path, "wx", 0o600)),
  update: async (path) => nodeFile(await open(path, "r+")),
  read: (path) => readFile(path).catch(nullWhenMissing),
  list: (dir) => readdir(dir),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  makeDir: async (path) => void (await mkdir(path, { recursive: true, mode: 0o700 })),
  async syncDir(dir) {
    const handle = await open(dir, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

/** Replace `path` so that after a crash there is the old content or the new, never a piece of it. */
export async function writeAtomically(files: LogFiles, dir: string, path: string, content: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  await files.remove(temporary);
  const file = await files.create(temporary);
  try {
    await file.write([content], 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(temporary, path);
  await files.syncDir(dir);
}

function nodeFile(handle: FileHandle): LogFile {
  return {
    async write(buffers, position) {
      const { bytesWritten } = await handle.writev(buffers, position);
      const size = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
      if (bytesWritten === size) return;
      // A short write, as on a nearly full disk: what is left either fits or fails with the reason.
      const rest = Buffer.concat(buffers).subarray(bytesWritten);
      await writeRest(handle, rest, position + bytesWritten);
    },
    sync: () => handle.datasync(),
    isLinked: async () => (await handle.stat()).nlink > 0,
    truncate: (sizeBytes) => handle.truncate(sizeBytes),
    close: () => handle.close(),
  };
}

async function writeRest(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    if (bytesWritten === 0) throw Object.assign(new Error("the disk took no more bytes"), { code: "ENOSPC" });
    written += bytesWritten;
  }
}

function nullWhenMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
