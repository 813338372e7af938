import type { Health } from "./health.ts";
import type { CatalogView, ServerContext } from "./http/context.ts";
import { judgingProblem } from "./schedule/judged.ts";

export interface Reported {
  health: Health;
  intake: ServerContext["intake"];
  catalog: () => CatalogView;
  alerting: { problems(): string[] };
  lastJudgedMs: () => number | null;
  judgeIntervalMs: number;
  isStopping: () => boolean;
  nowMs: () => number;
}

/** What every part says about itself, for `/readyz` and status. */
export function reportsOf(parts: Reported): Pick<ServerContext, "blockers" | "problems" | "lastJudgedMs"> {
  const { health, intake, catalog, alerting, lastJudgedMs, judgeIntervalMs: intervalMs, isStopping, nowMs } = parts;
  const startedMs = nowMs();
  return {
    lastJudgedMs,
    // A damaged segment that was put aside is for a person to look at; it stops nobody from sending.
    blockers() {
      const { accepting, problems } = intake.stats();
      const stopping = isStopping() ? ["The server is stopping"] : [];
      return [...stopping, ...health.problems(), ...(accepting ? [] : problems)];
    },
    problems() {
      const judging = judgingProblem({ lastJudgedMs: lastJudgedMs(), startedMs, intervalMs, nowMs: nowMs() });
      const all = [
        health.problems(),
        intake.stats().problems,
        catalogProblems(catalog()),
        judging,
        alerting.problems(),
      ];
      return [...new Set(all.flat())];
    },
  };
}

function catalogProblems({ problem }: CatalogView): string[] {
  return problem === null ? [] : [`The catalog is not in force as it is written: ${problem}`];
}
