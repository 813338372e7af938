import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findNode, isNewEnough } from "../packages/governor/bin/find-node.js";
import { tooOld } from "../packages/governor/bin/governor.js";
import { GovernorError } from "../packages/governor/src/errors.ts";

const launcher = fileURLToPath(new URL("../packages/governor/bin/governor.js", import.meta.url));
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "governor-launcher-"));
  await chmod(folder, 0o755); // started as root, the state engine runs as a user who has to get in
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("an old Node.js hears the words of the table of errors", () => {
  const { code, message, remedy } = new GovernorError("config.node-too-old", { version: "20.1.0" });
  expect(tooOld("20.1.0")).toBe(`error ${message} [${code}]\nfix   ${remedy}\n`);
});

test("24 is new enough, 22 and a missing version are not", () => {
  expect([isNewEnough("24.0.0"), isNewEnough("26.1.0")]).toEqual([true, true]);
  expect([isNewEnough("22.99.0"), isNewEnough(null)]).toEqual([false, false]);
});

describe("a newer Node.js is looked for", () => {
  test("in GOVERNOR_NODE first", async () => {
    const wanted = await fakeNode("wanted/node", "v24.1.0");
    const onPath = await fakeNode("path/node24", "v24.2.0");
    expect(findNode({ env: { GOVERNOR_NODE: wanted, PATH: dirname(onPath) }, home: folder })).toBe(wanted);
  });

  test("among the fetched ones by the newest", async () => {
    const toolchain = join(folder, "toolchain");
    await fakeNode("toolchain/node-v24.9.0/bin/node", "v24.9.0");
    const newest = await fakeNode("toolchain/node-v24.21.0/bin/node", "v24.21.0");
    expect(findNode({ env: {}, toolchains: [toolchain], home: folder })).toBe(newest);
  });

  test("on PATH under its versioned name", async () => {
    const node24 = await fakeNode("versioned/node24", "v24.3.0");
    expect(findNode({ env: { PATH: dirname(node24) }, home: folder })).toBe(node24);
  });

  test("in the folders of version managers", async () => {
    const node = await fakeNode("home/.nvm/versions/node/v24.4.0/bin/node", "v24.4.0");
    expect(findNode({ env: {}, home: join(folder, "home") })).toBe(node);
  });

  test("and not believed by its name", async () => {
    const liar = await fakeNode("liar/node24", "v20.0.0");
    expect(findNode({ env: { PATH: dirname(liar) }, home: join(folder, "nobody") })).toBeNull();
  });
});

/** Machines with only a new Node.js have nothing to start these with. */
const old = ["/usr/bin/node", "/usr/local/bin/node"].find(isOld);
if (old !== undefined) {
  describe("under an older Node.js", () => {
    const env = { ...process.env, GOVERNOR_NODE: process.execPath };

    test("the command runs, and its exit code is passed on", () => {
      const version = spawnSync(old, [launcher, "--version"], { env, encoding: "utf8" });
      expect(version).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: "" });
      expect(spawnSync(old, [launcher, "no-such-command"], { env }).status).toBe(2);
    });

    test("a signal reaches the server, which stops", async () => {
      const args = [launcher, "up", "--data", join(folder, "data"), "--http", "127.0.0.1:0"];
      const child = spawn(old, args, { env, stdio: ["ignore", "pipe", "pipe"] });
      const ended = once(child, "exit");
      try {
        const lines = createInterface({ input: child.stdout });
        const [url] = (await Promise.race([once(lines, "line"), ended])) as [unknown];
        expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
        child.kill("SIGTERM");
        expect(await ended).toEqual([0, null]);
        await expect(fetch(String(url))).rejects.toThrow("fetch failed");
      } finally {
        child.kill("SIGKILL");
      }
    });
  });
}

function isOld(node: string): boolean {
  try {
    return !isNewEnough(execFileSync(node, ["--version"], { encoding: "utf8" }).slice(1));
  } catch {
    return false;
  }
}

/** A program that gives a version when asked. */
async function fakeNode(path: string, version: string): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho ${version}\n`);
  await chmod(file, 0o755);
  return file;
}
