import { expect, test } from "vitest";

import { atLeast, jsonLog } from "./log.ts";

function captured() {
  const lines: string[] = [];
  const log = jsonLog(
    (line) => lines.push(line),
    () => Date.UTC(2026, 0, 2),
  );
  return { lines, log };
}

test("a line is one JSON object with time, level, event and the fields", () => {
  const { lines, log } = captured();
  log.warn("store.facts.down", { pid: 7, rows: 2n });
  expect(lines).toEqual([
    '{"time":"2026-01-02T00:00:00.000Z","level":"warn","event":"store.facts.down","pid":7,"rows":"2"}\n',
  ]);
});

test("an error is written with its code, message and cause", () => {
  const { lines, log } = captured();
  const error = Object.assign(new Error("no", { cause: new Error("because") }), { code: "x.y" });
  log.error("failed", { error });
  expect(JSON.parse(lines[0]!)).toMatchObject({
    level: "error",
    error: { name: "Error", code: "x.y", message: "no", cause: { message: "because" } },
  });
});

test("fields that cannot be written do not lose the line", () => {
  const { lines, log } = captured();
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  log.info("odd", loop);
  expect(JSON.parse(lines[0]!)).toMatchObject({ event: "odd", level: "info" });
});

test("a level leaves out what is less severe", () => {
  const { lines, log } = captured();
  const quiet = atLeast("warn", log);
  quiet.info("progress");
  quiet.warn("odd");
  quiet.error("bad");
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(["odd", "bad"]);
});
