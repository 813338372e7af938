import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { lockDataDir } from "./lock.ts";

let dir: string;
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), "governor-lock-"))));
afterAll(() => rm(dir, { recursive: true }));

/** Another process that takes the lock and keeps it, but no reference to it. */
async function holder(): Promise<ChildProcess> {
  const module = fileURLToPath(new URL("./lock.ts", import.meta.url));
  const script = `
    const { lockDataDir } = await import(${JSON.stringify(module)});
    await lockDataDir(${JSON.stringify(dir)});
    gc();
    setInterval(() => {}, 60_000);
    setImmediate(() => process.send("locked"));`;
  const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", script], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await once(child, "message");
  return child;
}

test("a folder that another process holds is refused with that process's id, until it is killed", async () => {
  const other = await holder();
  await expect(lockDataDir(dir)).rejects.toMatchObject({
    code: "store.locked",
    message: expect.stringContaining(`process ${other.pid}`),
  });
  other.kill("SIGKILL");
  await once(other, "exit");
  const lock = await lockDataDir(dir);
  await lock.release();
});

test("another user cannot open the lock's file, and so cannot keep the server from starting", async () => {
  const lock = await lockDataDir(join(dir, "private"));
  expect((await stat(join(dir, "private", "lock"))).mode & 0o777).toBe(0o600);
  await lock.release();
});

test("the same process cannot hold a folder twice, and can again after a release", async () => {
  const first = await lockDataDir(dir);
  await expect(lockDataDir(dir)).rejects.toMatchObject({ code: "store.locked" });
  await first.release();
  const second = await lockDataDir(dir);
  await second.release();
});

test("a folder that cannot be made is refused at once, with the reason", async () => {
  const file = join(dir, "file");
  await writeFile(file, "");
  await expect(lockDataDir(join(file, "data"))).rejects.toMatchObject({ code: "store.folder-unusable" });
  // Where the recursive call of Node.js never returns.
  const noRoom = process.platform === "linux" ? "/proc/governor/data" : join(file, "data", "below");
  await expect(lockDataDir(noRoom)).rejects.toMatchObject({ code: "store.folder-unusable" });
});

test("folders on the way to a data folder are made", async () => {
  const lock = await lockDataDir(join(dir, "one", "two", "three"));
  await lock.release();
  expect(existsSync(join(dir, "one", "two", "three"))).toBe(true);
});
