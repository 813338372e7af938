import { join } from "node:path";

import { LIMITS } from "@governor/contract";

import { writeAtomically, type LogFiles } from "./files.ts";
import { nameOf, type LogPaths } from "./paths.ts";
import { sizeOfQuarantine } from "./quarantine-size.ts";

/** Put a segment aside with the reason beside it; it is never touched again. Returns the problem in words. */
export async function quarantine(
  files: LogFiles,
  paths: LogPaths,
  segment: number,
  reason: string,
  nowMs: number,
): Promise<string> {
  const isFull = await isQuarantineFull(paths);
  const said = isFull ? `${reason}; its bytes were not kept, since the folder is full` : reason;
  await writeReason(files, paths, segment, said, nowMs);
  if (isFull) await files.remove(paths.segment(segment));
  await moveIfThere(files, paths, paths.segment(segment), `${nameOf(segment)}.seg`);
  await moveIfThere(files, paths, paths.manifest(segment), `${nameOf(segment)}.manifest.json`);
  await files.syncDir(paths.quarantineDir);
  await files.syncDir(paths.dir);
  return sayQuarantined(paths, segment, said);
}

/** A disk that fills with what nobody looks at would end all intake. */
async function isQuarantineFull(paths: LogPaths): Promise<boolean> {
  const { sizeBytes } = await sizeOfQuarantine(paths.quarantineDir);
  return sizeBytes >= LIMITS.quarantineBytes;
}

/** Keep the damaged bytes of a segment whose good rows go on under its id. */
export async function keepDamaged(
  files: LogFiles,
  paths: LogPaths,
  segment: number,
  bytes: Buffer,
  reason: string,
  nowMs: number,
): Promise<string> {
  const isFull = await isQuarantineFull(paths);
  const said = isFull ? `${reason}; its bytes were not kept, since the folder is full` : reason;
  await writeReason(files, paths, segment, said, nowMs);
  if (!isFull) {
    await writeAtomically(files, paths.quarantineDir, join(paths.quarantineDir, `${nameOf(segment)}.seg`), bytes);
  }
  return sayQuarantined(paths, segment, said);
}

/** What lies in quarantine since earlier starts, in words. */
export async function quarantined(files: LogFiles, paths: LogPaths): Promise<string[]> {
  const problems: string[] = [];
  for (const name of (await files.list(paths.quarantineDir)).filter((entry) => entry.endsWith(".reason.json")).sort()) {
    const bytes = await files.read(join(paths.quarantineDir, name));
    const reason = bytes === null ? "unknown" : reasonIn(bytes);
    problems.push(sayQuarantined(paths, Number.parseInt(name, 10), reason));
  }
  return problems;
}

function sayQuarantined(paths: LogPaths, segment: number, reason: string): string {
  return `segment ${segment} of the write-ahead log was put aside in ${paths.quarantineDir}: ${reason}; move it away once you have looked at it`;
}

async function writeReason(
  files: LogFiles,
  paths: LogPaths,
  segment: number,
  reason: string,
  nowMs: number,
): Promise<void> {
  const json = Buffer.from(`${JSON.stringify({ segment, reason, time: new Date(nowMs).toISOString() }, null, 2)}\n`);
  await writeAtomically(files, paths.quarantineDir, join(paths.quarantineDir, `${nameOf(segment)}.reason.json`), json);
}

async function moveIfThere(files: LogFiles, paths: LogPaths, from: string, name: string): Promise<void> {
  try {
    await files.rename(from, join(paths.quarantineDir, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

function reasonIn(bytes: Buffer): string {
  try {
    return String((JSON.parse(bytes.toString()) as { reason: unknown }).reason);
  } catch {
    return "unknown";
  }
}
