import type { Log } from "./log.ts";

/**
 * The stages of a stop, in order, with how long each may take, milliseconds. What belongs to a stage ends together; what is
 * late is named in the log and left behind. In sum less than the 60 s that deploy/systemd/governor.service gives.
 */
export const STOP_STAGES_MS = {
  /** Recurring work and deliveries: all of it is done again by the next start. Requests are still answered. */
  background: 6_000,
  /** Listeners close; requests under way get LIMITS.stopMs and are cut off then. */
  requests: 22_000,
  /** What was acknowledged goes into the store; what does not is replayed by the next start. */
  log: 8_000,
  engines: 15_000,
  /** Last, so that nobody opens the folder before everything else has let go of it. */
  folder: 1_000,
} as const;

export type StopStage = keyof typeof STOP_STAGES_MS;

export interface Stopping {
  /** Says how something that was started ends; `name` is for the log. */
  add(stage: StopStage, name: string, end: () => Promise<void>): void;
  readonly hasBegun: boolean;
  /** Ends everything, stage by stage, and never rejects. Resolves to the names of what failed or did not end in time. */
  run(): Promise<readonly string[]>;
}

interface Step {
  stage: StopStage;
  name: string;
  end: () => Promise<void>;
}

export function stopping(log: Log, stagesMs: Readonly<Record<StopStage, number>> = STOP_STAGES_MS): Stopping {
  const steps: Step[] = [];
  let running: Promise<readonly string[]> | null = null;

  async function runStages(): Promise<readonly string[]> {
    const late: string[] = [];
    for (const stage of Object.keys(STOP_STAGES_MS) as StopStage[]) {
      const own = steps.filter((step) => step.stage === stage);
      const inTime = await Promise.all(own.map((step) => endInTime(step, stagesMs[stage], log)));
      late.push(...own.filter((_, i) => !inTime[i]).map(({ name }) => name));
    }
    return late;
  }

  return {
    add: (stage, name, end) => void steps.push({ stage, name, end }),
    get hasBegun() {
      return running !== null;
    },
    run: () => (running ??= runStages()),
  };
}

/** False where the step failed, or is given up after `limitMs`; either is said. */
async function endInTime({ name, end }: Step, limitMs: number, log: Log): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => {
    log.warn("stop.late", { step: name, limitMs });
    late.resolve(false);
  }, limitMs);
  const ended = (async () => end())().then(
    () => true,
    (error: unknown) => {
      log.error("stop.failed", { step: name, error });
      return false;
    },
  );
  try {
    return await Promise.race([ended, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
