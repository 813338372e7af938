import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What tells a process from a later one with the same pid: the time it started. Null when no such process runs.
 * @param {number} pid
 * @returns {string | null}
 */
export function processIdentity(pid) {
  try {
    // The name in parentheses may hold spaces: fields are counted after the last one. Field 22 is the start time.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : `${bootId()}:${fields[19]}`;
  } catch {
    return process.platform === "linux" ? null : startTimeFromPs(pid);
  }
}

function bootId() {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

/** @param {number} pid */
function startTimeFromPs(pid) {
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}
