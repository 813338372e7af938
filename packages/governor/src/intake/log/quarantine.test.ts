import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LIMITS } from "@governor/contract";
import { afterEach, beforeEach, expect, test } from "vitest";

import { NODE_FILES } from "./files.ts";
import { logPaths, type LogPaths } from "./paths.ts";
import { quarantine } from "./quarantine.ts";

let paths: LogPaths;

beforeEach(async () => {
  paths = logPaths(await mkdtemp(join(tmpdir(), "gov-")));
  await mkdir(paths.quarantineDir);
  await writeFile(paths.segment(7), "damaged");
});

afterEach(() => rm(paths.dir, { recursive: true, force: true }));

/** A file of holes: it has the size and takes no room. */
async function alreadyThere(sizeBytes: number): Promise<void> {
  const path = join(paths.quarantineDir, "0000000000000001.seg");
  await writeFile(path, "");
  await truncate(path, sizeBytes);
}

test("a segment is kept as long as the folder is below its limit", async () => {
  await alreadyThere(LIMITS.quarantineBytes - 1);
  expect(await quarantine(NODE_FILES, paths, 7, "it is damaged", 0)).not.toContain("not kept");
  expect(await readFile(join(paths.quarantineDir, "0000000000000007.seg"), "utf8")).toBe("damaged");
});

test("at its limit only the reason is kept, and the problem says so", async () => {
  await alreadyThere(LIMITS.quarantineBytes);
  const problem = await quarantine(NODE_FILES, paths, 7, "it is damaged", 0);
  expect(problem).toContain("it is damaged; its bytes were not kept, since the folder is full");
  expect(await readdir(paths.quarantineDir)).toEqual(["0000000000000001.seg", "0000000000000007.reason.json"]);
  expect(await readdir(paths.dir)).toEqual(["quarantine"]);
});
