/** Runs at most `running` pieces of work at once and lets at most `waiting` wait, in order of arrival. */
export interface Gate {
  run<T>(work: () => Promise<T>): Promise<T>;
}

export class GateFull extends Error {
  override readonly name = "GateFull";
}

export function gate(running: number, waiting: number): Gate {
  let busy = 0;
  const queue: (() => void)[] = [];
  return {
    async run(work) {
      if (busy < running) busy += 1;
      else if (queue.length >= waiting) throw new GateFull(`more than ${waiting} requests wait`);
      // The one before hands its place over, so `busy` does not change here.
      else await new Promise<void>((resolve) => queue.push(resolve));
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next === undefined) busy -= 1;
        else next();
      }
    },
  };
}
