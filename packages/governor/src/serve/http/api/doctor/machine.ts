import { statfs } from "node:fs/promises";
import type { DoctorCheck } from "@governor/contract";

const GB = 1e9;
const FAIL_BYTES = 1 * GB;
const WARN_BYTES = 10 * GB;

/** The server itself: its parts, its catalog, and room on its disk. */
export async function serverChecks(server: {
  problems: readonly string[];
  blockers: readonly string[];
  dataDir: string;
}): Promise<DoctorCheck[]> {
  const fix = "Look at the server's log, and at /readyz.";
  const blocking = new Set(server.blockers);
  const problems = server.problems.map((cause): DoctorCheck => {
    return {
      id: "server.parts",
      level: blocking.has(cause) ? "fail" : "warn",
      title: "the server's parts",
      cause,
      fix,
    };
  });
  const well: DoctorCheck = {
    id: "server.parts",
    level: "ok",
    title: "the server's parts",
    cause: "all well",
    fix: "",
  };
  return [...(problems.length === 0 ? [well] : problems), await diskCheck(server.dataDir)];
}

async function diskCheck(dataDir: string): Promise<DoctorCheck> {
  const id = "server.disk";
  const title = "room on the disk";
  const space = await statfs(dataDir).catch(() => null);
  if (space === null) {
    return { id, level: "warn", title, cause: "How much is free cannot be read.", fix: "Look at the data folder." };
  }
  const freeBytes = space.bavail * space.bsize;
  const share = space.blocks === 0 ? 0 : space.bavail / space.blocks;
  const cause = `${(freeBytes / GB).toFixed(1)} GB free, ${Math.round(share * 100)} %`;
  if (freeBytes >= WARN_BYTES || share >= 0.2) return { id, level: "ok", title, cause, fix: "" };
  const fix = "Free space, or move the data folder: a full disk stops intake.";
  return { id, level: freeBytes < FAIL_BYTES ? "fail" : "warn", title, cause, fix };
}
