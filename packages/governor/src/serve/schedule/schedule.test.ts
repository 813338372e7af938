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
  stateDir = await mkdtemp(join(tmpdir(), "governor-schedule-"));
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

test("a job runs again and again, also after it failed, and not once it is stopped", async () => {
  let runs = 0;
  const job = recurring("again", async () => {
    runs++;
    if (runs === 1) throw new Error("the first fails");
  });
  await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(3), WAIT);
  await job.stop();
  const stopped = runs;
  let runsElsewhere = 0;
  const other = recurring("again", async () => void runsElsewhere++);
  await vi.waitFor(() => expect(runsElsewhere).toBeGreaterThanOrEqual(2), WAIT);
  await other.stop();
  expect(runs).toBe(stopped);
});

test("two servers on one database share the slots", async () => {
  const startedMs: number[] = [];
  const run = async (): Promise<void> => void startedMs.push(Date.now());
  const servers = [recurring("shared", run), recurring("shared", run)];
  await vi.waitFor(() => expect(startedMs.length).toBeGreaterThanOrEqual(4), WAIT);
  await Promise.all(servers.map((server) => server.stop()));
  // Four runs take three intervals at least, save what the first waited for its poll.
  expect(startedMs[3]! - startedMs[0]!).toBeGreaterThan(1_500);
});
