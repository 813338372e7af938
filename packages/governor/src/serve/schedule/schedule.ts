import { PgBoss } from "pg-boss";
import type { Catalog } from "../../catalog/catalog.ts";
import type { Log } from "../../log.ts";
import type { Facts } from "../../store/facts/facts.ts";
import type { State } from "../../store/state/state.ts";
import { readJudgedMs } from "./judged.ts";
import { runJudges, type JudgeRun } from "./run-judges.ts";

export interface ScheduleOptions {
  facts: Facts;
  state: State;
  catalog: () => Catalog;
  intervalMs: number;
  log: Log;
  nowMs: () => number;
  /** Gets the changes of the findings, in their transaction. */
  told: JudgeRun["told"];
}

export interface Schedule {
  /** When findings were last judged by any server on these stores, epoch milliseconds; null before the first time. */
  lastJudgedMs(): number | null;
  /** Lets a run in progress finish, for a few seconds. */
  stop(): Promise<void>;
}

/**
 * The schedule: recurring jobs in the state database, so that of several servers one does each. Resolves at once; while the
 * state engine is down it keeps trying.
 *
 * Every server offers the job at every interval and the database takes one per slot of the clock (`singletonSeconds`), with
 * at most one waiting (policy `short`). There is no chain of jobs that could break: a killed server, a lost job or a restarted
 * engine costs one slot.
 */
export function startSchedule(options: ScheduleOptions): Promise<Schedule> {
  const { facts, state, catalog, intervalMs, log, nowMs, told } = options;
  let lastMs: number | null = null;
  const recurring = recurringJob({
    name: "judge",
    connection: state.connection,
    intervalMs,
    log,
    run: async () => {
      const startedMs = nowMs();
      await runJudges({ facts, state, catalog: catalog(), nowMs: startedMs, intervalMs, log, told });
      lastMs = startedMs;
    },
  });
  // Another server may be the one that judges. While the store is down the last answer stands, and grows old.
  const asked = ticking(async () => {
    const judgedMs = await readJudgedMs(state).catch(() => null);
    lastMs = Math.max(lastMs ?? 0, judgedMs ?? 0) || null;
  }, intervalMs);
  const stop = async (): Promise<void> => {
    await asked.stop();
    await recurring.stop();
  };
  return Promise.resolve({ lastJudgedMs: () => lastMs, stop });
}

export interface RecurringOptions {
  name: string;
  connection: State["connection"];
  intervalMs: number;
  log: Log;
  run: () => Promise<void>;
}

/** A job that must be done by then, or is given up: one run takes a second or two. */
const JOB_EXPIRES_SECONDS = 60;
/** What could not start within this time is out of date. */
const JOB_WAITS_SECONDS = 60;
const JOB_KEPT_SECONDS = 3_600;
/** Within the stage of a server's stop; a run that is cut off is done again in the next slot. */
const STOP_TIMEOUT_MS = 5_000;
const CONNECTIONS = 2;
const SAY_AGAIN_MS = 30_000;

/** Does `run` once an interval, on one of all servers that share the database. The interval is rounded to whole seconds. */
export function recurringJob({ name, connection, intervalMs, log, run }: RecurringOptions): { stop(): Promise<void> } {
  const slotSeconds = Math.max(1, Math.round(intervalMs / 1_000));
  const boss = new PgBoss({ ...connection, application_name: "governor-schedule", max: CONNECTIONS, schedule: false });
  const complain = once((problem) => log.warn("schedule.waiting", { job: name, problem }));
  boss.on("error", (error) => complain(error.message));
  const state = { started: false, stopped: false };

  // Errors end in the log: the next tick is the retry.
  const attempt = async (): Promise<void> => {
    try {
      if (!state.started) await start();
      if (!state.stopped) await boss.send(name, null, { singletonSeconds: slotSeconds });
    } catch (error) {
      if (!state.stopped) complain(problemOf(error));
    }
  };
  async function start(): Promise<void> {
    await boss.start();
    await boss.createQueue(name, {
      policy: "short",
      retryLimit: 0,
      expireInSeconds: JOB_EXPIRES_SECONDS,
      retentionSeconds: JOB_WAITS_SECONDS,
      deleteAfterSeconds: JOB_KEPT_SECONDS,
    });
    await boss.work(name, { pollingIntervalSeconds: pollSeconds(slotSeconds) }, async () => {
      try {
        await run();
      } catch (error) {
        log.warn("schedule.job-failed", { job: name, error });
        throw error;
      }
    });
    state.started = true;
  }

  const loop = ticking(attempt, slotSeconds * 1_000);
  return {
    async stop() {
      state.stopped = true;
      // Together: a start in progress that tries again and again ends only when the queue itself is told to stop.
      await Promise.all([
        loop.stop(),
        boss
          .stop({ graceful: true, timeout: STOP_TIMEOUT_MS })
          .catch((error: unknown) => log.warn("schedule.stop-failed", { problem: problemOf(error) })),
      ]);
    },
  };
}

/** Calls `tick` now and every `everyMs`, never twice at once; `stop` waits for the one in progress. */
function ticking(tick: () => Promise<void>, everyMs: number): { stop(): Promise<void> } {
  let current: Promise<void> | null = null;
  const next = (): void => {
    current ??= tick().finally(() => (current = null));
  };
  const timer = setInterval(next, everyMs);
  next();
  return {
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}

/** A job waits for half a slot at most, and an idle queue is asked no more than twice a second. */
function pollSeconds(slotSeconds: number): number {
  return Math.min(2, Math.max(0.5, slotSeconds / 2));
}

/** Says a problem again only after a while: a store that is down is asked every second. */
function once(say: (problem: string) => void): (problem: string) => void {
  let saidMs = Number.NEGATIVE_INFINITY;
  return (problem) => {
    if (performance.now() - saidMs < SAY_AGAIN_MS) return;
    saidMs = performance.now();
    say(problem);
  };
}

function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
