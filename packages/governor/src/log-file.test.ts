import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GovernorError } from "./errors.ts";
import { KEPT_FILES, openLogFile } from "./log-file.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gov-log-"));
  path = join(folder, "governor.log");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const read = (suffix = "") => readFile(path + suffix, "utf8");
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`);

test("a new file is for its owner to write, its group to read, and nobody else", async () => {
  const file = openLogFile({ path, sizeBytes: 1_000 });
  file.write("one\n");
  file.close();
  expect((await stat(path)).mode & 0o777).toBe(0o640 & ~process.umask());
  expect(await read()).toBe("one\n");
});

test("rotation keeps every line exactly once, whole and in order, and no file is longer than its size", async () => {
  const lines = numbered(100, 160);
  const file = openLogFile({ path, sizeBytes: 100 });
  for (const line of lines) file.write(line);
  file.close();
  const names = (await readdir(folder)).toSorted();
  expect(names).toEqual(["governor.log", ...[1, 2, 3, 4, 5].map((number) => `governor.log.${number}`)]);
  const texts = await Promise.all([".5", ".4", ".3", ".2", ".1", ""].map(read));
  expect(texts.join("")).toBe(lines.join(""));
  for (const text of texts) expect(text.length).toBeLessThanOrEqual(100);
});

test("of more than it keeps the oldest go", async () => {
  const file = openLogFile({ path, sizeBytes: 10 });
  for (const line of numbered(100, 110)) file.write(line);
  file.close();
  expect(await readdir(folder)).toHaveLength(KEPT_FILES + 1);
  expect(await read()).toBe("line 109\n");
  expect(await read(".5")).toBe("line 104\n");
});

test("a line longer than a file may be stays whole", async () => {
  const long = `${"é".repeat(50)}\n`;
  const file = openLogFile({ path, sizeBytes: 10 });
  for (const line of ["a\n", long, "b\n"]) file.write(line);
  file.close();
  expect([await read(".2"), await read(".1"), await read()]).toEqual(["a\n", long, "b\n"]);
});

test("a new start goes on in the file that is there, and counts what it holds", async () => {
  await writeFile(path, "earlier\n");
  const file = openLogFile({ path, sizeBytes: 14 });
  file.write("more\n");
  file.write("new\n");
  file.close();
  expect([await read(".1"), await read()]).toEqual(["earlier\nmore\n", "new\n"]);
});

test("a file that was renamed is left at a reopening, and not a line is lost", async () => {
  const file = openLogFile({ path, sizeBytes: 1_000 });
  file.write("one\n");
  await rename(path, `${path}-20261123`);
  file.write("two\n");
  expect(file.reopen()).toBe(true);
  file.write("three\n");
  file.close();
  expect([await read("-20261123"), await read()]).toEqual(["one\ntwo\n", "three\n"]);
});

test("where a reopening fails the old file goes on", async () => {
  const said: string[] = [];
  const within = join(folder, "logs");
  await writeFile(path, "");
  const file = openLogFile({ path, sizeBytes: 1_000, otherwise: (line) => said.push(line) });
  await rename(path, within);
  // In the place of the file there is a folder now.
  await mkdtemp(`${path}-`).then((made) => rename(made, path));
  expect(file.reopen()).toBe(false);
  file.write("one\n");
  file.close();
  expect(await readFile(within, "utf8")).toBe("one\n");
  expect(said.join()).toContain(path);
});

test("a file that cannot be rotated grows on, is tried again a size later, and says so each time", async () => {
  const said: string[] = [];
  // A folder stands where the oldest file belongs.
  await writeFile(`${path}.4`, "");
  await mkdir(`${path}.5`);
  const file = openLogFile({ path, sizeBytes: 20, otherwise: (line) => said.push(line) });
  for (const line of numbered(100, 106)) file.write(line);
  file.close();
  expect(await read()).toBe(numbered(100, 106).join(""));
  expect(said).toHaveLength(2);
  expect(said[0]).toContain("cannot be rotated");
});

test("a path that cannot be written is an error with its reason, and what to do", () => {
  for (const bad of [join(folder, "missing", "governor.log"), folder]) {
    const open = () => openLogFile({ path: bad, sizeBytes: 1_000 });
    expect(open).toThrow(GovernorError);
    expect(open).toThrow(bad);
    expect(open).toThrow(expect.objectContaining({ code: "server.log-file-unusable", exit: 2 }));
  }
});

// Linux has a device that is always full.
test.runIf(existsSync("/dev/full"))("a line that a full disk does not take goes to stderr instead", () => {
  const said: string[] = [];
  const file = openLogFile({ path: "/dev/full", sizeBytes: 1_000, otherwise: (line) => said.push(line) });
  file.write("one\n");
  file.close();
  expect(said).toEqual(["one\n"]);
});
