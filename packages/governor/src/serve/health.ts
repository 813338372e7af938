import type { Log } from "../log.ts";

/** Something the server leans on and that can be asked whether it is there. */
export interface Dependency {
  name: string;
  ping(timeoutMs: number): Promise<void>;
}

export interface Health {
  /** Dependencies that do not answer, in words; empty when all do. */
  problems(): string[];
  stop(): void;
}

const INTERVAL_MS = 1_000;
const TIMEOUT_MS = 2_000;

/** Asks every dependency each second, so that `/readyz` answers at once and never hangs with what it reports on. */
export function watchHealth(dependencies: readonly Dependency[], log: Log): Health {
  const down = new Map<string, string>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function ask(dependency: Dependency): Promise<void> {
    try {
      await dependency.ping(TIMEOUT_MS);
      if (down.delete(dependency.name) && !stopped) log.info("health.recovered", { dependency: dependency.name });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!down.has(dependency.name) && !stopped) log.warn("health.lost", { dependency: dependency.name, reason });
      down.set(dependency.name, reason);
    }
  }

  async function round(): Promise<void> {
    await Promise.all(dependencies.map(ask));
    if (!stopped) timer = setTimeout(() => void round(), INTERVAL_MS);
  }

  void round();
  return {
    problems: () => [...down].map(([name, reason]) => `The ${name} does not answer: ${reason}`),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
