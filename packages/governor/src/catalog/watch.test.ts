import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SILENT_LOG } from "../log.ts";
import type { Catalog } from "./catalog.ts";
import { watchCatalog, type WatchedCatalog } from "./watch.ts";

const BOUND = { timeout: 10_000, interval: 10 };
const OPTIONS = { settleMs: 20, pollMs: 200 };

let folder: string;
let path: string;
let watched: WatchedCatalog | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "governor-watch-"));
  path = join(folder, "governor.yaml");
});
afterEach(() => {
  watched?.close();
  rmSync(folder, { recursive: true });
});

test("a file that is written anew becomes the catalog in force", async () => {
  writeFileSync(path, withTeam("one"));
  const seen: Catalog[] = [];
  watched = watchCatalog(path, SILENT_LOG, { ...OPTIONS, onChange: (catalog) => seen.push(catalog) });
  expect(teams()).toEqual(["one"]);
  writeFileSync(path, withTeam("two"));
  await vi.waitFor(() => expect(teams()).toEqual(["two"]), BOUND);
  expect(seen).toEqual([watched.catalog]);
});

test("an editor that replaces the file is followed, again and again", async () => {
  writeFileSync(path, withTeam("one"));
  watched = watchCatalog(path, SILENT_LOG, OPTIONS);
  for (const team of ["two", "three", "four"]) {
    writeFileSync(`${path}.tmp`, withTeam(team));
    renameSync(`${path}.tmp`, path);
    await vi.waitFor(() => expect(teams()).toEqual([team]), BOUND);
  }
});

test("a mounted folder whose link is swapped is followed", async () => {
  for (const team of ["one", "two"]) {
    mkdirSync(join(folder, team));
    writeFileSync(join(folder, team, "governor.yaml"), withTeam(team));
  }
  symlinkSync("one", join(folder, "data"));
  symlinkSync("data/governor.yaml", path);
  watched = watchCatalog(path, SILENT_LOG, OPTIONS);
  symlinkSync("two", join(folder, "data.new"));
  renameSync(join(folder, "data.new"), join(folder, "data"));
  await vi.waitFor(() => expect(teams()).toEqual(["two"]), BOUND);
});

test("a broken file leaves the last good catalog in force and is reported until it is corrected", async () => {
  writeFileSync(path, withTeam("one"));
  const onChange = vi.fn<(catalog: Catalog) => void>();
  watched = watchCatalog(path, SILENT_LOG, { ...OPTIONS, onChange });
  writeFileSync(path, "version: 1\nteam: {}\n");
  await vi.waitFor(() => expect(watched?.problem).toContain('"team" is not a key'), BOUND);
  expect(watched.problems).toMatchObject([{ line: 2, column: 1, rule: "unknown-key" }]);
  expect(teams()).toEqual(["one"]);
  writeFileSync(path, withTeam("one"));
  await vi.waitFor(() => expect(watched?.problem).toBeNull(), BOUND);
  expect(onChange).not.toHaveBeenCalled();
});

test("a file that is gone leaves the last good catalog in force, and is read when it is back", async () => {
  writeFileSync(path, withTeam("one"));
  watched = watchCatalog(path, SILENT_LOG, OPTIONS);
  rmSync(path);
  await vi.waitFor(() => expect(watched?.problem).toContain("there is no such file"), BOUND);
  expect(teams()).toEqual(["one"]);
  writeFileSync(path, withTeam("two"));
  await vi.waitFor(() => expect(teams()).toEqual(["two"]), BOUND);
  expect(watched.problem).toBeNull();
});

test("other files of the folder that never rest do not put the reading off", async () => {
  writeFileSync(path, withTeam("one"));
  watched = watchCatalog(path, SILENT_LOG, { settleMs: 100, pollMs: 60_000 });
  const noise = setInterval(() => writeFileSync(join(folder, "noise"), String(Math.random())), 5);
  try {
    writeFileSync(path, withTeam("two"));
    await vi.waitFor(() => expect(teams()).toEqual(["two"]), BOUND);
  } finally {
    clearInterval(noise);
  }
});

test("a broken file refuses the start", () => {
  writeFileSync(path, "version: 2\n");
  expect(() => watchCatalog(path, SILENT_LOG, OPTIONS)).toThrow(/reads version 1/);
});

function withTeam(id: string): string {
  return `version: 1\nteams: { ${id}: }\n`;
}

function teams(): string[] {
  return [...(watched?.catalog.teams.keys() ?? [])];
}
