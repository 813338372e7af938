import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SILENT_LOG } from "../../log.ts";
import { openState, type StateHandle } from "../../store/state/open.ts";
import { recurringJob } from "./schedule.ts";

let state: StateHandle;
let stateDir: string;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "governor-schedule-killed-"));
  state = await openState({ dataDir: stateDir, log: SILENT_LOG });
}, 120_000);

afterAll(async () => {
  await state?.close();
  await rm(stateDir, { recursive: true, force: true });
});

function recurring(name: string, run: () => Promise<void>) {
  return recurringJob({ name, connection: state.connection, intervalMs: 1_000, log: SILENT_LOG, run });
}

const WAIT = { timeout: 30_000, interval: 50 };

test("a killed state engine costs slots, not the schedule nor the server", async () => {
  let runs = 0;
  const job = recurring("survivor", async () => void runs++);
  await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(1), WAIT);
  const restarts = state.restarts;
  process.kill(state.pid!, "SIGKILL");
  await vi.waitFor(() => expect(state.restarts).toBeGreaterThan(restarts), WAIT);
  const before = runs;
  await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(before + 2), WAIT);
  await job.stop();
});
