import { chmod, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { privateSocketDir, SOCKET_PATH_BYTES_MAX } from "./socket-dir.ts";

let dir: string;
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), "governor-socket-"))));
afterAll(() => rm(dir, { recursive: true }));

const padded = (bytes: number) => join(dir, "x".repeat(bytes - dir.length - 1));

test("a path that just fits is used, closed to everybody else", async () => {
  const preferred = padded(SOCKET_PATH_BYTES_MAX - "/a.sock".length);
  expect(await privateSocketDir(preferred, "a.sock")).toBe(preferred);
  expect((await stat(preferred)).mode & 0o777).toBe(0o700);
});

test("one byte more and a short private folder stands in, the same one every time", async () => {
  const preferred = padded(SOCKET_PATH_BYTES_MAX - "/a.sock".length + 1);
  const standIn = await privateSocketDir(preferred, "a.sock");
  expect(standIn).not.toContain(dir);
  expect((await stat(standIn)).mode & 0o777).toBe(0o700);
  expect(await privateSocketDir(preferred, "a.sock")).toBe(standIn);
  await rm(standIn, { recursive: true });
});

test("a stand-in that others could enter is refused", async () => {
  const preferred = padded(200);
  const standIn = await privateSocketDir(preferred, "a.sock");
  await chmod(standIn, 0o755);
  await expect(privateSocketDir(preferred, "a.sock")).rejects.toMatchObject({ code: "store.folder-unusable" });
  await rm(standIn, { recursive: true });
});
