import { spawn } from "node:child_process";
import { once } from "node:events";

import { expect, test } from "vitest";

import { SILENT_LOG } from "../log.ts";
import { supervise, type Child } from "./supervise.ts";

async function sleeper(): Promise<Child> {
  const child = spawn("sleep", ["600"], { stdio: "ignore" });
  await once(child, "spawn");
  const exited = once(child, "exit").then(([code, signal]) => String(signal ?? code));
  return {
    pid: child.pid!,
    exited,
    async stop() {
      child.kill();
      await exited;
    },
  };
}

test("a killed process is started again, and its fall and return are told", async () => {
  const told: string[] = [];
  const supervised = await supervise({ name: "sleep", start: sleeper, log: SILENT_LOG, backoffMs: 1 });
  supervised.onDown((reason) => told.push(reason));
  const up = new Promise<void>((resolve) => supervised.onUp(resolve));
  const first = supervised.pid!;
  process.kill(first, "SIGKILL");
  await up;
  expect(told).toEqual(["SIGKILL"]);
  expect(supervised.restarts).toBe(1);
  expect(supervised.pid).not.toBe(first);
  const second = supervised.pid!;
  await supervised.stop();
  expect(() => process.kill(second, 0)).toThrow("ESRCH");
  expect(supervised.pid).toBeUndefined();
});

test("a restart that fails is tried again", async () => {
  let starts = 0;
  const start = async () => {
    starts += 1;
    if (starts === 2) throw new Error("no room");
    return sleeper();
  };
  const supervised = await supervise({ name: "sleep", start, log: SILENT_LOG, backoffMs: 1 });
  const up = new Promise<void>((resolve) => supervised.onUp(resolve));
  process.kill(supervised.pid!, "SIGKILL");
  await up;
  expect(starts).toBe(3);
  expect(supervised.restarts).toBe(1);
  await supervised.stop();
});

test("the first start's failure is the caller's", async () => {
  const options = { name: "none", start: () => Promise.reject(new Error("no room")), log: SILENT_LOG };
  await expect(supervise(options)).rejects.toThrow("no room");
});

test("stopping while a restart is waited for ends at once and starts nothing", async () => {
  let starts = 0;
  const start = () => {
    starts += 1;
    return sleeper();
  };
  const supervised = await supervise({ name: "sleep", start, log: SILENT_LOG, backoffMs: 600_000 });
  const down = new Promise<void>((resolve) => supervised.onDown(() => resolve()));
  process.kill(supervised.pid!, "SIGKILL");
  await down;
  await supervised.stop();
  expect(starts).toBe(1);
});
