import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, it } from "vitest";

import { SILENT_LOG } from "../../log.ts";
import { diskStore } from "../testing/disk-store.ts";
import { TEST_SETTINGS, TEST_TABLES } from "../testing/log-entries.ts";
import { openLog } from "./log.ts";

const ROUNDS = 20;

it("finds every acknowledged row exactly once after being killed at any moment, twenty times over", async () => {
  const dir = await mkdtemp(join(tmpdir(), "governor-crash-"));
  const acknowledged: number[] = [];
  try {
    let first = 0;
    for (let round = 0; round < ROUNDS; round++) {
      acknowledged.push(...(await runUntilKilled(dir, first, 1 + Math.floor(Math.random() * 400))));
      // Rows sent and not acknowledged may or may not be there; their numbers are not used again.
      first = Math.max(first, ...acknowledged) + 100;
    }
    const store = await diskStore(join(dir, "store"));
    const log = await openLog({
      dir: join(dir, "wal"),
      tables: TEST_TABLES,
      settings: TEST_SETTINGS,
      insert: (batch) => store.insert(batch),
      log: SILENT_LOG,
      nowMs: Date.now,
    });
    expect(await log.flush(10_000)).toBe(true);
    expect(log.stats()).toMatchObject({ sizeBytes: 0, problems: [] });
    await log.close(1_000);
    const stored = await store.ids();
    expect(new Set(stored).size).toBe(stored.length);
    const known = new Set(stored);
    expect(acknowledged.filter((id) => !known.has(id))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(ROUNDS);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}, 60_000);

/** The numbers acknowledged by a child that is killed once it has acknowledged `count`. */
async function runUntilKilled(dir: string, first: number, count: number): Promise<number[]> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("../testing/crash-child.ts", import.meta.url)), dir, String(first)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  let lines = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    lines += chunk.toString().split("\n").length - 1;
    if (lines >= count) child.kill("SIGKILL");
  });
  await new Promise((resolve) => child.on("close", resolve));
  // A last line without its end may be half a number.
  return output.split("\n").slice(0, -1).map(Number);
}
