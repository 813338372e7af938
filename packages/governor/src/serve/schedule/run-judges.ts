import type { BareVerdict, Verdict } from "@governor/contract";
import {
  closeVanished,
  listFindings,
  recordVerdicts,
  wakeExpired,
  type FindingChange,
} from "../../act/finding/finding.ts";
import type { Catalog } from "../../catalog/catalog.ts";
import { explain } from "../../explain/explain.ts";
import { readKnown } from "../../explain/read.ts";
import { JUDGES } from "../../judge/index.ts";
import type { Log } from "../../log.ts";
import type { Facts } from "../../store/facts/facts.ts";
import { SYSTEM_SCOPE } from "../../store/scope.ts";
import type { State, StateQueries } from "../../store/state/state.ts";
import { noteJudged } from "./judged.ts";
import { whyVanished } from "./vanished.ts";

export interface JudgeRun {
  facts: Facts;
  state: State;
  catalog: Catalog;
  nowMs: number;
  /** Time from one evaluation to the next. */
  intervalMs: number;
  log: Log;
  /** Gets the changes of the findings within their transaction: what it writes is written with them or not at all. */
  told: (queries: StateQueries, changes: readonly FindingChange[]) => Promise<void>;
}

/** How many findings did what, for the log. */
export type Recorded = Record<FindingChange["event"], number>;

/**
 * One evaluation: every judge, then why, then the findings. A judge that fails costs its own verdicts only, and is logged;
 * what cannot be written to the state store fails the run, and the next one starts anew.
 */
export async function runJudges(run: JudgeRun): Promise<{ verdicts: Verdict[]; recorded: Recorded }> {
  const { facts, catalog, log } = run;
  const bare = await Promise.all(Object.entries(JUDGES).map(([name]) => judge(name, run)));
  const verdicts: Verdict[] = [];
  // One after the other: explaining is a handful of reads each, and many breaches at once must not crowd out the board's.
  for (const verdict of bare.flat()) verdicts.push(await explained(verdict, { facts, catalog, log }));
  const changes = await follow(run, verdicts);
  const recorded = countsOf(changes);
  if (changes.length > 0) log.info("judge.findings", { ...recorded });
  return { verdicts, recorded };
}

/** The findings and who is told, in one transaction: a killed server leaves both as they were, or both done. */
async function follow(run: JudgeRun, verdicts: readonly Verdict[]): Promise<FindingChange[]> {
  const { facts, state, catalog, nowMs, intervalMs, log, told } = run;
  const found = await listFindings(state, { states: ["open", "acknowledged"], nowMs });
  const active = found.map(({ id, verdict, lastSeenMs }) => ({ id, verdict, lastSeenMs }));
  const evaluated = { facts, catalog, verdicts, active, nowMs, intervalMs };
  // Without the facts nothing is closed: the next evaluation asks again.
  const why = await whyVanished(evaluated).catch((error: unknown) => {
    log.warn("judge.vanished-unknown", { error });
    return () => null;
  });
  return state.transaction(async (queries) => {
    const changes = [
      ...(await recordVerdicts(queries, verdicts, nowMs)),
      ...(await closeVanished(queries, why, nowMs)),
      ...(await wakeExpired(queries, nowMs)),
    ];
    await told(queries, changes);
    await noteJudged(queries, nowMs);
    return changes;
  });
}

function countsOf(changes: readonly FindingChange[]): Recorded {
  const counts: Recorded = { opened: 0, reopened: 0, fixed: 0, verified: 0, unsnoozed: 0 };
  for (const { event } of changes) counts[event]++;
  return counts;
}

async function judge(name: string, { facts, catalog, nowMs, log }: JudgeRun): Promise<BareVerdict[]> {
  try {
    return (await JUDGES[name]?.({ facts, catalog, nowMs, scope: SYSTEM_SCOPE })) ?? [];
  } catch (error) {
    log.warn("judge.failed", { judge: name, error });
    return [];
  }
}

/** A breach whose reasons cannot be read is still a breach. */
async function explained(
  bare: BareVerdict,
  { facts, catalog, log }: Pick<JudgeRun, "facts" | "catalog" | "log">,
): Promise<Verdict> {
  if (bare.outcome !== "breach") return explain(bare, catalog, null);
  try {
    return explain(bare, catalog, await readKnown(facts, bare, catalog, SYSTEM_SCOPE));
  } catch (error) {
    log.warn("explain.failed", { rule: bare.rule, subject: bare.subject, error });
    return explain(bare, catalog, null);
  }
}
