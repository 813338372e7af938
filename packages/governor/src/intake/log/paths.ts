import { join } from "node:path";

/** Where the files of a log lie. */
export interface LogPaths {
  dir: string;
  quarantineDir: string;
  identity: string;
  checkpoint: string;
  segment(id: number): string;
  manifest(id: number): string;
}

export function logPaths(dir: string): LogPaths {
  return {
    dir,
    quarantineDir: join(dir, "quarantine"),
    identity: join(dir, "log.json"),
    checkpoint: join(dir, "checkpoint"),
    segment: (id) => join(dir, `${nameOf(id)}.seg`),
    manifest: (id) => join(dir, `${nameOf(id)}.manifest.json`),
  };
}

/** 16 digits, so that names sort as numbers do. */
export function nameOf(segment: number): string {
  return String(segment).padStart(16, "0");
}

/** The id in a file's name; null for other files. */
export function segmentOf(fileName: string): number | null {
  const match = /^(\d{16})\.(seg|manifest\.json|reason\.json)$/.exec(fileName);
  return match === null ? null : Number(match[1]);
}
