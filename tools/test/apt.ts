import { spawnSync } from "node:child_process";
import { say } from "../setup/say.js";

/** Installs a Debian package where this user may do so; without a question, and elsewhere nothing. */
export function installPackage(name: string, why: string): void {
  if (!mayInstall()) return;
  say(`Installing ${name} (apt-get), which ${why}`);
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "--non-interactive"];
  apt([...sudo, "apt-get", "update", "-q"]);
  apt([...sudo, "apt-get", "install", "-qy", "--no-install-recommends", name]);
}

function mayInstall(): boolean {
  if (spawnSync("apt-get", ["--version"]).status !== 0) return false;
  return process.getuid?.() === 0 || spawnSync("sudo", ["--non-interactive", "true"]).status === 0;
}

function apt([program = "", ...args]: string[]): void {
  spawnSync(program, args, { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}
