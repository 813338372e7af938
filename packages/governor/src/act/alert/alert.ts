import { deliverDue, type Delivery } from "./deliver.ts";
import { dispatch } from "./dispatch.ts";
import { prune, readProblems } from "./read.ts";

export { emitFindings } from "./emit.ts";
export { isTimezone, minuteOfDay } from "./quiet.ts";
export { listMessages } from "./read.ts";
export { addRoute, findRoute, listRoutes, removeRoute } from "./route.ts";
export { sendingBy, type MailServer, type Send } from "./send.ts";
export { checkTarget, defaultName } from "./target.ts";
export { testRoute } from "./test-route.ts";

export interface Alerts {
  /** Routes that do not work, in words. */
  problems(): string[];
  /** Lets what is being sent end, within the sending's own timeouts. */
  stop(): Promise<void>;
}

const LOOKS_EVERY_MS = 1_000;
const PROBLEMS_EVERY_MS = 5_000;
const PRUNES_EVERY_MS = 3_600_000;

/**
 * Delivers alerts for as long as the server runs. Every server does: the rows' locks share the work. While the state store is
 * down nothing is lost, since nothing leaves it before it was sent.
 */
export function startAlerts(delivery: Delivery): Alerts {
  const { state, log, nowMs } = delivery;
  let stopped = false;
  let problems: string[] = [];
  const lastMs = { problems: Number.NEGATIVE_INFINITY, prune: nowMs() };

  async function look(): Promise<void> {
    await dispatch(state, nowMs());
    while (!stopped && (await deliverDue(delivery)) > 0) continue;
    if (nowMs() - lastMs.problems >= PROBLEMS_EVERY_MS) {
      problems = await readProblems(state);
      lastMs.problems = nowMs();
    }
    if (nowMs() - lastMs.prune < PRUNES_EVERY_MS) return;
    lastMs.prune = nowMs();
    await prune(state, nowMs());
  }

  let current: Promise<void> | null = null;
  const complain = seldom((error) => log.warn("alert.waiting", { error }));
  const timer = setInterval(() => {
    current ??= look()
      .catch(complain)
      .finally(() => (current = null));
  }, LOOKS_EVERY_MS);
  return {
    problems: () => problems,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await current;
    },
  };
}

const SAY_AGAIN_MS = 30_000;

/** A store that is down is asked every second; it is said twice a minute. */
function seldom(say: (error: unknown) => void): (error: unknown) => void {
  let saidMs = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - saidMs < SAY_AGAIN_MS) return;
    saidMs = performance.now();
    say(error);
  };
}
