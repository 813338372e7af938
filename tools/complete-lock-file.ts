import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./instance/record.js";
import { say } from "./setup/say.js";

// A registry that lacks a platform's package leaves it out of the lock file, and `npm ci` then refuses the whole file.
// This adds the missing entries as npm would have written them, without their checksums.

const PLATFORMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "x64"];

interface LockEntry {
  version?: string;
  license?: string;
  dev?: boolean;
  engines?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const path = join(root, "package-lock.json");
const lock = JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, LockEntry> };
for (const [parentPath, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] || lock.packages[`${parentPath}/node_modules/${name}`]) continue;
    lock.packages[`node_modules/${name}`] = platformEntry(name, version, parent);
    say(`added ${name} ${version}`);
  }
}
const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, "en"));
writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);

function platformEntry(name: string, version: string, parent: LockEntry): object {
  const words = name.split(/[/-]/);
  const os = PLATFORMS.find((platform) => words.includes(platform));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith("musl")) ? "musl" : "glibc";
  const names = words.some((word) => /^(?:gnu|musl)/.test(word));
  return {
    version,
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(parent.dev ? { dev: true } : {}),
    ...(os === "linux" && names ? { libc: [libc] } : {}),
    ...(parent.license ? { license: parent.license } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
    ...(parent.engines ? { engines: parent.engines } : {}),
  };
}
