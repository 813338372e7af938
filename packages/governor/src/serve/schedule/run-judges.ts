import type { BareVerdict, Verdict } from "@governor/contract";
import { closeVanished, recordVerdicts, type Recorded } from "../../act/finding/finding.ts";
import { stepsOf, type Catalog } from "../../catalog/catalog.ts";
import { explain } from "../../explain/explain.ts";
import { readKnown } from "../../explain/read.ts";
import { JUDGES } from "../../judge/index.ts";
import type { Log } from "../../log.ts";
import type { Facts } from "../../store/facts/facts.ts";
import { SYSTEM_SCOPE } from "../../store/scope.ts";
import type { State } from "../../store/state/state.ts";

export interface JudgeRun {
  facts: Facts;
  state: State;
  catalog: Catalog;
  nowMs: number;
  log: Log;
}

/**
 * One evaluation: every judge, then why, then the findings. A judge that fails costs its own verdicts only, and is logged;
 * what cannot be written to the state store fails the run, and the next one starts anew.
 */
export async function runJudges(run: JudgeRun): Promise<{ verdicts: Verdict[]; recorded: Recorded }> {
  const { facts, state, catalog, nowMs, log } = run;
  const bare = await Promise.all(Object.entries(JUDGES).map(([name]) => judge(name, run)));
  const verdicts: Verdict[] = [];
  // One after the other: explaining is a handful of reads each, and many breaches at once must not crowd out the board's.
  for (const verdict of bare.flat()) verdicts.push(await explained(verdict, { facts, catalog, log }));
  const recorded = await recordVerdicts(state, verdicts, nowMs);
  const vanished = await closeVanished(state, (verdict) => isJudged(verdict, catalog), nowMs);
  if (recorded.opened + recorded.reopened + recorded.fixed + recorded.verified + vanished > 0) {
    log.info("judge.findings", { ...recorded, vanished });
  }
  return { verdicts, recorded };
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

/** True where the catalog still has the verdict's step, measured the same way; a verdict about no step is always judged. */
function isJudged(verdict: Verdict, catalog: Catalog): boolean {
  const { journey, step, service, endpoint } = verdict.subject;
  if (!journey || !step) return true;
  return stepsOf(catalog).some(
    (one) => one.journey === journey && one.step === step && one.service === service && one.endpoint === endpoint,
  );
}
