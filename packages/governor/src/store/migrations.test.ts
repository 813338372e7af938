import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { pendingMigrations, readMigrations } from "./migrations.ts";

const migration = (version: number) => ({ version, name: `000${version}_x.sql`, statements: [] });

test("files are read in the order of their numbers and cut where a semicolon closes a line", async () => {
  const dir = await mkdtemp(join(tmpdir(), "governor-migrations-"));
  await writeFile(
    join(dir, "0002_b.sql"),
    "-- why; not here\nSELECT ';' AS a, 2; -- inside\nSELECT 3;\n\n-- the end\n",
  );
  await writeFile(join(dir, "0001_a.sql"), "SELECT 1");
  await writeFile(join(dir, "notes.txt"), "not a migration");
  expect(readMigrations(dir)).toEqual([
    { version: 1, name: "0001_a.sql", statements: ["SELECT 1"] },
    {
      version: 2,
      name: "0002_b.sql",
      statements: ["-- why; not here\nSELECT ';' AS a, 2; -- inside\nSELECT 3"],
    },
  ]);
  await rm(dir, { recursive: true });
});

test("only what is not applied yet is pending, also in a gap", () => {
  const known = [migration(1), migration(2), migration(3)];
  expect(pendingMigrations("state", known, new Set([1, 3])).map((m) => m.version)).toEqual([2]);
});

test("a store with a migration this program does not know is refused with both versions", () => {
  expect(() => pendingMigrations("facts", [migration(1)], new Set([1, 2]))).toThrow(
    "The facts store has schema version 2; this program knows versions up to 1.",
  );
});
