import { quantile, quantileInterval, type SeriesPoint, type StepBudget, type StepHealth } from "@governor/contract";
import { NO_BROWSER_DATA, type BrowserStep, type JudgedStep } from "../../../catalog/catalog.ts";
import { mergeCells, slowTracesOf, type Measured, type StepCell } from "../../../judge/budget/read.ts";
import { judgeStep } from "../../../judge/budget/step.ts";

/** From this share of its target on a step is near it. */
const NEAR_SHARE = 0.85;

/** What was read of one step. */
export interface StepCells {
  /** The whole period. */
  now: StepCell[];
  slots: StepCell[];
  /** The period of the same length before it. */
  before: StepCell[];
  /** A cell a tenant. */
  tenants: StepCell[];
  /** With traces. */
  traces: StepCell[];
}

/** A step's numbers of a period, as the API shows them. */
export function healthOf(step: JudgedStep, cells: StepCells, period: { fromMs: number; toMs: number }): StepHealth {
  const measured = mergeCells(cells.now);
  const { n, histogram, weight, errorWeight, known, cache, sizes } = measured;
  const estimate = quantileInterval(histogram, 0.95, n);
  const p95Ms = estimate === null ? null : estimate.value / 1000;
  return {
    step: step.step,
    title: step.title,
    service: step.service,
    endpoint: step.endpoint,
    source: "spans",
    targetMs: step.targetMs,
    p95Ms,
    lowMs: estimate === null ? null : estimate.low / 1000,
    highMs: estimate === null ? null : estimate.high / 1000,
    n,
    minN: step.minSamples,
    errorRate: share(errorWeight, weight),
    state: stateOf(step, n, p95Ms),
    reason: p95Ms === null ? "no span was seen" : "",
    change: changeOf(step, cells),
    sampleRate: share(n, weight),
    sampleKnown: share(known, n),
    cacheHitRate: share(cache.hitWeight, cache.weight),
    cacheLookups: cache.lookups,
    responseBytesMean: share(sizes.bytesSum, sizes.weight),
    responseBytesP95: quantile(sizes.histogram, 0.95),
    responses: sizes.n,
    budgets: budgetsOf(step, measured, period),
    tenants: cells.tenants.map((cell) => ({
      tenant: cell.tenant,
      n: cell.n,
      p95Ms: p95MsOf(cell),
      errorRate: share(cell.errorWeight, cell.weight) ?? 0,
    })),
    exemplarTraceId: slowTracesOf(cells.traces, period.toMs)[0] ?? null,
    series: cells.slots.map(pointOf).sort((a, b) => a.timeUnixMs - b.timeUnixMs),
  };
}

/** A step of which there is no data until browsers report. */
export function unmeasured(step: BrowserStep): StepHealth {
  return {
    step: step.step,
    title: step.title,
    service: "",
    endpoint: step.endpoint,
    source: "browser",
    targetMs: step.targetMs,
    p95Ms: null,
    lowMs: null,
    highMs: null,
    n: 0,
    minN: step.minSamples,
    errorRate: null,
    state: "no-data",
    reason: NO_BROWSER_DATA,
    change: null,
    sampleRate: null,
    sampleKnown: null,
    cacheHitRate: null,
    cacheLookups: 0,
    responseBytesMean: null,
    responseBytesP95: null,
    responses: 0,
    budgets: [],
    tenants: [],
    exemplarTraceId: null,
    series: [],
  };
}

const STATES = { breach: "over", pass: "within", "not-enough-data": "not-enough-data" } as const;

/** The budgets beside p95, judged over the period that is shown. */
function budgetsOf(
  step: JudgedStep,
  measured: Measured,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): StepBudget[] {
  const facts = { step, tags: {}, ...measured, windowFromMs: fromMs, windowToMs: toMs, slowTraceIds: [] };
  const [, ...further] = judgeStep(facts);
  return further.map(({ rule, limit, unit, observed, interval, n, outcome }) => {
    // A rollup keeps no sizes to spread the mean by.
    const spread = unit === "bytes" && measured.sizes.squareSum === 0 ? null : interval;
    const state = observed === null ? "no-data" : STATES[outcome];
    return { rule, limit, unit, observed, low: spread?.low ?? null, high: spread?.high ?? null, n, state };
  });
}

function stateOf(step: JudgedStep, n: number, p95Ms: number | null): StepHealth["state"] {
  if (p95Ms === null) return "no-data";
  if (n < step.minSamples) return "not-enough-data";
  if (p95Ms > step.targetMs) return "over";
  return p95Ms > step.targetMs * NEAR_SHARE ? "near" : "within";
}

/** p95 against the period before, where both have enough spans to say so. */
function changeOf(step: JudgedStep, { now, before }: StepCells): number | null {
  const current = mergeCells(now);
  const earlier = mergeCells(before);
  if (current.n < step.minSamples || earlier.n < step.minSamples) return null;
  const currentUs = quantile(current.histogram, 0.95);
  const earlierUs = quantile(earlier.histogram, 0.95);
  return currentUs === null || earlierUs === null || earlierUs <= 0 ? null : currentUs / earlierUs - 1;
}

function pointOf(cell: StepCell): SeriesPoint {
  return { timeUnixMs: cell.slotFromMs, p95Ms: p95MsOf(cell), n: cell.n };
}

function p95MsOf({ histogram }: Measured): number | null {
  const p95Us = quantile(histogram, 0.95);
  return p95Us === null ? null : p95Us / 1000;
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
