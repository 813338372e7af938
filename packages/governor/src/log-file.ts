import { appendFileSync, closeSync, fstatSync, openSync, renameSync } from "node:fs";
import { GovernorError } from "./errors.ts";

/** A log in a file that is rotated by size: `<path>.1` is the newest of the former ones. */
export interface LogFile {
  /** Appends a whole line. Never throws: what the file does not take goes to `otherwise`. */
  write(line: string): void;
  /** Goes on in the file that has the name now, for whoever has renamed the old one. False where it cannot be opened; the old one is kept then. */
  reopen(): boolean;
  close(): void;
}

/** How many former files are kept. */
export const KEPT_FILES = 5;
/** The group may read, such as a shipper of logs; the process's umask may take more away. */
const FILE_MODE = 0o640;

interface LogFileOptions {
  path: string;
  /** A line that would make the file longer than this goes into a new one. */
  sizeBytes: number;
  /** Where lines go that the file does not take, and what is wrong with it. */
  otherwise?: (line: string) => void;
}

/** @throws GovernorError `server.log-file-unusable` */
export function openLogFile({ path, sizeBytes: maxBytes, otherwise = toStderr }: LogFileOptions): LogFile {
  let { file, sizeBytes } = opened(path);
  let rotateAtBytes = maxBytes;

  function reopen(): boolean {
    try {
      const next = opened(path);
      closeSync(file);
      ({ file, sizeBytes } = next);
      rotateAtBytes = maxBytes;
      return true;
    } catch (error) {
      otherwise(`${sayProblem(error)}\n`);
      return false;
    }
  }

  function rotate(): void {
    try {
      for (let number = KEPT_FILES - 1; number >= 1; number--)
        renameIfThere(`${path}.${number}`, `${path}.${number + 1}`);
      renameIfThere(path, `${path}.1`);
    } catch (error) {
      otherwise(`The log file ${path} cannot be rotated: ${sayProblem(error)}\n`);
    }
    // Not tried again at each line: a folder that lets nothing be made or renamed stays that way for a while.
    if (!reopen() || sizeBytes > 0) rotateAtBytes = sizeBytes + maxBytes;
  }

  return {
    write(line) {
      const lineBytes = Buffer.byteLength(line);
      if (sizeBytes > 0 && sizeBytes + lineBytes > rotateAtBytes) rotate();
      try {
        appendFileSync(file, line);
        sizeBytes += lineBytes;
      } catch {
        otherwise(line);
      }
    },
    reopen,
    close: () => closeSync(file),
  };
}

function opened(path: string): { file: number; sizeBytes: number } {
  try {
    const file = openSync(path, "a", FILE_MODE);
    return { file, sizeBytes: fstatSync(file).size };
  } catch (error) {
    throw new GovernorError("server.log-file-unusable", { file: path, problem: sayProblem(error) }, { cause: error });
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

function sayProblem(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function toStderr(line: string): void {
  process.stderr.write(line);
}
