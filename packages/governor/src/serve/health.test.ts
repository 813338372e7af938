import { expect, test } from "vitest";
import { SILENT_LOG } from "../log.ts";
import { watchHealth } from "./health.ts";

test("a dependency that stops answering is named until it answers again", async () => {
  let alive = true;
  const health = watchHealth(
    [
      {
        name: "facts engine",
        ping: async () => {
          if (!alive) throw new Error("socket closed");
        },
      },
    ],
    SILENT_LOG,
  );
  await expect.poll(() => health.problems()).toEqual([]);
  alive = false;
  await expect
    .poll(() => health.problems(), { timeout: 5_000 })
    .toEqual(["The facts engine does not answer: socket closed"]);
  alive = true;
  await expect.poll(() => health.problems(), { timeout: 5_000 }).toEqual([]);
  health.stop();
});
