import { expect, test } from "vitest";
import { LIMITS } from "@governor/contract";
import { jsonLog, SILENT_LOG } from "./log.ts";
import { STOP_STAGES_MS, stopping } from "./stop.ts";

const SHORT_MS = { background: 20, requests: 20, log: 20, engines: 20, folder: 20 };
const forever = () => new Promise<void>(() => {});

test("stages end in order, whatever the order in which things were started", async () => {
  const ended: string[] = [];
  const plan = stopping(SILENT_LOG);
  const adds = (stage: Parameters<typeof plan.add>[0]) => plan.add(stage, stage, async () => void ended.push(stage));
  for (const stage of ["folder", "engines", "log", "requests", "background"] as const) adds(stage);
  expect(await plan.run()).toEqual([]);
  expect(ended).toEqual(["background", "requests", "log", "engines", "folder"]);
});

test("what does not end in time is named, left behind, and keeps nothing after it from ending", async () => {
  const lines: string[] = [];
  const plan = stopping(
    jsonLog((line) => lines.push(line)),
    SHORT_MS,
  );
  let isReleased = false;
  plan.add("background", "alerts", forever);
  plan.add("background", "schedule", async () => {});
  plan.add("engines", "state engine", forever);
  plan.add("folder", "data folder", async () => void (isReleased = true));
  expect(await plan.run()).toEqual(["alerts", "state engine"]);
  expect(isReleased).toBe(true);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { event: "stop.late", level: "warn", step: "alerts", limitMs: 20 },
    { event: "stop.late", level: "warn", step: "state engine", limitMs: 20 },
  ]);
});

test("what fails to end is named, and the others still end", async () => {
  const lines: string[] = [];
  const plan = stopping(jsonLog((line) => lines.push(line)));
  let isReleased = false;
  plan.add("engines", "facts engine", () => {
    throw new Error("broken");
  });
  plan.add("folder", "data folder", async () => void (isReleased = true));
  expect(await plan.run()).toEqual(["facts engine"]);
  expect(isReleased).toBe(true);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ event: "stop.failed", step: "facts engine" });
});

test("a stop runs once, and says at once that it has begun", async () => {
  let times = 0;
  const plan = stopping(SILENT_LOG);
  plan.add("log", "intake", async () => void times++);
  expect(plan.hasBegun).toBe(false);
  const first = plan.run();
  expect(plan.hasBegun).toBe(true);
  await Promise.all([first, plan.run()]);
  expect(times).toBe(1);
});

test("all stages together take less than a service manager waits, and requests get the time they are promised", () => {
  expect(Object.values(STOP_STAGES_MS).reduce((sum, ms) => sum + ms, 0)).toBeLessThan(55_000);
  expect(STOP_STAGES_MS.requests).toBeGreaterThan(LIMITS.stopMs);
});
