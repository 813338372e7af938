import { setTimeout as delay } from "node:timers/promises";
import { say } from "../setup/say.js";
import { forgetInstance, isRunning } from "./record.js";

/** The supervisor's own patience with what it started is shorter, see tools/up/process.ts. */
const SUPERVISOR_PATIENCE_MS = 60_000;
const POLL_MS = 100;

/**
 * Stops an instance: its supervisor stops the rest in order; what outlives it is ended here.
 * @param {import("./record.js").Instance} instance
 */
export async function stopInstance(instance) {
  const { supervisor, processes } = instance;
  if (isRunning(supervisor)) {
    process.kill(supervisor.pid, "SIGTERM");
    const deadlineMs = Date.now() + SUPERVISOR_PATIENCE_MS;
    while (isRunning(supervisor) && Date.now() < deadlineMs) await delay(POLL_MS);
    if (isRunning(supervisor)) process.kill(supervisor.pid, "SIGKILL");
  }
  for (const left of processes.filter(isRunning).reverse()) {
    say(`Ending ${left.name} (process ${left.pid}), which was left behind`);
    process.kill(-left.pid, "SIGTERM");
    const deadlineMs = Date.now() + SUPERVISOR_PATIENCE_MS / 2;
    while (isRunning(left) && Date.now() < deadlineMs) await delay(POLL_MS);
    if (isRunning(left)) process.kill(-left.pid, "SIGKILL");
  }
  forgetInstance();
}
