import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { governor, startServer, temporaryFolder } from "./system/server.ts";
import { until } from "./system/wait.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(() => folder.remove());

test("the log goes into the file, one JSON object a line, and SIGHUP goes on in a new one while the server runs on", async () => {
  const path = join(folder.path, "governor.log");
  const server = await startServer(join(folder.path, "data"), ["--log-file", path]);
  try {
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).event)).toContain("store.state.migrated");
    expect(server.log()).not.toContain("store.state.migrated");
    expect(server.log()).toContain(path);

    await rename(path, `${path}.old`);
    process.kill(server.pid, "SIGHUP");
    const text = await until("the new file is there", 10_000, () => readFile(path, "utf8"));
    expect(JSON.parse(text.split("\n")[0] ?? "")).toMatchObject({ level: "info", event: "log.reopened", path });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  } finally {
    expect(await server.end("SIGTERM")).toBe(0);
  }
});

test("a log file that cannot be written stops the start, before anything is made", async () => {
  const data = join(folder.path, "other");
  const path = join(folder.path, "missing", "governor.log");
  const { code, stdout, stderr } = await governor(["up", "--data", data, "--http", "127.0.0.1:0", "--log-file", path]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("server.log-file-unusable");
  expect(stderr).toContain(path);
  await expect(readFile(join(data, "lock"))).rejects.toThrow("ENOENT");
});
