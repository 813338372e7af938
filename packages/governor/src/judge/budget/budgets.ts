import type { BareVerdict } from "@governor/contract";
import { stepsOf, type Catalog } from "../../catalog/catalog.ts";
import type { Facts } from "../../store/facts/facts.ts";
import type { Scope } from "../../store/scope.ts";
import { judgeStep } from "./step.ts";
import { mergeCells, readSteps, slowTracesOf, type StepCell } from "./read.ts";

/**
 * Judges every step of the catalog over its own window up to now, each environment for itself: staging must not hide
 * what production does. A step that nobody called in any environment gets one verdict a budget, `not-enough-data`.
 */
export async function judgeBudgets(input: {
  facts: Facts;
  catalog: Catalog;
  nowMs: number;
  scope: Scope;
}): Promise<BareVerdict[]> {
  const { facts, catalog, nowMs, scope } = input;
  const steps = stepsOf(catalog);
  if (steps.length === 0) return [];
  const fromMs = nowMs - Math.max(...steps.map((step) => step.windowMs));
  const stepFromMs = (step: { windowMs: number }): number => nowMs - step.windowMs;
  const cells = await readSteps(
    facts,
    { steps, fromMs, toMs: nowMs, stepFromMs, byEnv: true, withTraces: true },
    scope,
  );
  return steps.flatMap((step, index) => {
    const own = cells.filter((cell) => cell.index === index);
    const groups = own.length === 0 ? [[]] : own.map((cell) => [cell]);
    return groups.flatMap((group: StepCell[]) =>
      judgeStep({
        step,
        tags: group[0]?.env ? { env: group[0].env } : {},
        ...mergeCells(group),
        windowFromMs: stepFromMs(step),
        windowToMs: nowMs,
        slowTraceIds: slowTracesOf(group, nowMs),
      }),
    );
  });
}
