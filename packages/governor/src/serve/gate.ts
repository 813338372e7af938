import {
  LIMITS,
  SCHEMA_VERSION,
  type BareVerdict,
  type GateResponse,
  type NotJudged,
  type Outcome,
  type Subject,
  type TagSubset,
  type Verdict,
} from "@governor/contract";
import { browserStepsOf, NO_BROWSER_DATA, stepsOf, type Catalog, type JudgedStep } from "../catalog/catalog.ts";
import { readReleasesSeen, type SeenRelease } from "../explain/change/read.ts";
import { explain } from "../explain/explain.ts";
import { readKnown } from "../explain/read.ts";
import { mergeCells, readSteps, slowTracesOf } from "../judge/budget/read.ts";
import { judgeStep } from "../judge/budget/step.ts";
import type { Facts } from "../store/facts/facts.ts";
import type { Scope } from "../store/scope.ts";

export interface GateInput {
  facts: Facts;
  catalog: Catalog;
  scope: Scope;
  release: string;
  /** Empty for all environments together. */
  env: string;
  /** Only budgets measured on this service; empty for every service. */
  service: string;
  /** Null: from the release's first span on. */
  fromMs: number | null;
  toMs: number;
}

export const GATE_RULE = "gate.release";

/** Verdicts are told in this order; so is which of them decides. */
const WORST_FIRST: readonly Outcome[] = ["breach", "not-enough-data", "pass"];

/**
 * Judges a release by every budget, on the spans that carry it. What browsers measure is listed apart, as not judged: while
 * nothing sends browser data it can neither pass nor fail a release. A budget of a service that the release is not
 * running on is left out: it says nothing about the release. The gate breaches if one budget does, else it has not enough
 * data if one has not, else it passes. A release without spans, and one that no budget is measured on, is never a pass:
 * one verdict of rule `gate.release` says what is missing.
 */
export async function gate(input: GateInput): Promise<GateResponse> {
  const { facts, catalog, scope, release, env, toMs } = input;
  const oldestMs = Math.max(0, toMs - LIMITS.readRangeDays * DAY_MS);
  const seen = await readReleasesSeen(facts, { fromMs: input.fromMs ?? oldestMs, toMs, release, env }, scope);
  const firstMs = Math.min(...seen.map((one) => one.firstSeenMs));
  const fromMs = input.fromMs ?? (seen.length === 0 ? toMs : firstMs);
  const steps = touched(stepsOf(catalog), seen, input.service);
  const verdicts =
    steps.length === 0
      ? [explain(nothingToJudge(input, seen, fromMs), catalog, null)]
      : await judgeSteps(steps, { ...input, fromMs });
  const outcomes = verdicts.map((verdict) => verdict.outcome);
  const outcome = WORST_FIRST.find((one) => outcomes.includes(one)) ?? "not-enough-data";
  const notJudged = input.service === "" ? browserBudgets(catalog) : [];
  return { schemaVersion: SCHEMA_VERSION, release, env, fromMs, toMs, outcome, verdicts, notJudged };
}

const DAY_MS = 86_400_000;

function touched(steps: readonly JudgedStep[], seen: readonly SeenRelease[], service: string): JudgedStep[] {
  const services = new Set(seen.map((one) => one.service));
  return steps.filter((step) => services.has(step.service) && (service === "" || step.service === service));
}

async function judgeSteps(steps: readonly JudgedStep[], input: GateInput & { fromMs: number }): Promise<Verdict[]> {
  const { facts, catalog, scope, release, env, fromMs, toMs } = input;
  const tags: TagSubset & Subject = env === "" ? { release } : { release, env };
  const cells = await readSteps(facts, { steps, fromMs, toMs, tags, withTraces: true }, scope);
  const verdicts: Verdict[] = [];
  for (const [index, step] of steps.entries()) {
    const own = cells.filter((cell) => cell.index === index);
    const measured = {
      ...mergeCells(own),
      slowTraceIds: slowTracesOf(own, toMs),
      windowFromMs: fromMs,
      windowToMs: toMs,
    };
    for (const bare of judgeStep({ step, tags, ...measured })) {
      const known = bare.outcome === "breach" ? await readKnown(facts, bare, catalog, scope) : null;
      verdicts.push(explain(bare, catalog, known));
    }
  }
  return verdicts.sort(
    (a, b) => WORST_FIRST.indexOf(a.outcome) - WORST_FIRST.indexOf(b.outcome) || excess(b) - excess(a),
  );
}

/** How many times over the limit; what was not observed comes last. */
function excess(verdict: Verdict): number {
  return (verdict.observed ?? 0) / verdict.limit;
}

/** They belong to no service, so a release of one cannot be asked about them. */
function browserBudgets(catalog: Catalog): NotJudged[] {
  return browserStepsOf(catalog).map(({ journey, step, title, endpoint, targetMs, owner }) => ({
    journey,
    step,
    title,
    measure: endpoint,
    targetMs,
    reason: NO_BROWSER_DATA,
    owner,
  }));
}

function nothingToJudge(input: GateInput, seen: readonly SeenRelease[], fromMs: number): BareVerdict {
  const { release, env, service, catalog, toMs } = input;
  return {
    rule: GATE_RULE,
    outcome: "not-enough-data",
    subject: { release, ...(env === "" ? {} : { env }), ...(service === "" ? {} : { service }) },
    summary: missing({ release, env, service, budgets: stepsOf(catalog).length, seen }),
    observed: null,
    limit: 1,
    unit: "count",
    interval: null,
    confidence: 0,
    n: 0,
    minN: 1,
    windowFromMs: fromMs,
    windowToMs: toMs,
    evidence: [],
  };
}

function missing(found: {
  release: string;
  env: string;
  service: string;
  budgets: number;
  seen: readonly SeenRelease[];
}): string {
  const { release, env, service, budgets, seen } = found;
  const where = env === "" ? "" : ` in ${env}`;
  if (seen.length === 0) {
    return `No span carries release ${release}${where}: is it running, and does it set service.version?`;
  }
  const services = [...new Set(seen.map((one) => one.service))].sort().join(", ");
  if (budgets === 0)
    return `Release ${release} was seen on ${services}, and the catalog has no budgets to judge it by.`;
  const budget = service === "" ? "No budget of the catalog" : `No budget of ${service}`;
  return `${budget} is measured on what runs release ${release}${where} (${services}).`;
}
