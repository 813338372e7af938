import {
  quantile,
  quantileInterval,
  SCHEMA_VERSION,
  type JourneysResponse,
  type SeriesPoint,
  type StepHealth,
} from "@governor/contract";
import { z } from "zod";
import { listFindings } from "../../../act/finding/finding.ts";
import { ownerOf, stepsOf, type Catalog, type JudgedStep } from "../../../catalog/catalog.ts";
import { readChanges } from "../../../explain/change/read.ts";
import { mergeCells, readSteps, slowTracesOf, type StepCell, type StepsQuery } from "../../../judge/budget/read.ts";
import { scopeOf } from "../access.ts";
import { periodQuery, readPeriod, slotsOf, type PeriodFilter } from "../period.ts";
import { journeysResponse } from "../schema/responses.ts";
import { readFreshMs } from "./fresh.ts";
import { apiRoutes } from "./routes.ts";

/** From this share of its target on a step is near it. */
const NEAR_SHARE = 0.85;

export const journeyRoutes = apiRoutes((app, context) => {
  app.get(
    "/journeys",
    {
      config: { permission: "read" },
      schema: {
        summary: "Journeys: p95 of each step against its target",
        tags: ["read"],
        querystring: z.strictObject(periodQuery),
        response: { 200: journeysResponse },
      },
    },
    async (request): Promise<JourneysResponse> => {
      const { facts, state, nowMs } = context;
      const { catalog } = context.catalog();
      const period = readPeriod(request.query, nowMs());
      const scope = scopeOf(request);
      const steps = stepsOf(catalog).filter((step) => wanted(step, period));
      const { fromMs, toMs, tags } = period;
      const lengthMs = toMs - fromMs;
      const query: StepsQuery = { steps, fromMs, toMs, tags };
      const [now, slots, before, markers, freshMs, findings] = await Promise.all([
        readSteps(facts, { ...query, withTraces: true }, scope),
        readSteps(facts, { ...query, ...slotsOf(period) }, scope),
        readSteps(facts, { ...query, fromMs: fromMs - lengthMs, toMs: fromMs }, scope),
        readChanges(facts, { fromMs, toMs, tags }, scope),
        readFreshMs(facts, scope),
        // The page answers from facts alone while the state engine restarts.
        listFindings(state, {
          states: ["open", "acknowledged"],
          fromMs: 0,
          toMs,
          tags,
          team: period.team,
          limit: 50,
        }).catch(() => []),
      ]);
      const health = steps.map((step, index) =>
        healthOf(step, { now: of(now, index), slots: of(slots, index), before: of(before, index) }, toMs),
      );
      return {
        schemaVersion: SCHEMA_VERSION,
        period: { fromMs, toMs, freshMs },
        journeys: grouped(catalog, steps, health),
        markers,
        findings,
      };
    },
  );
});

interface StepCells {
  now: StepCell[];
  slots: StepCell[];
  before: StepCell[];
}

function healthOf(step: JudgedStep, cells: StepCells, nowMs: number): StepHealth {
  const { n, errors, histogram } = mergeCells(cells.now);
  const estimate = quantileInterval(histogram, 0.95, n);
  const p95Ms = estimate === null ? null : estimate.value / 1000;
  return {
    step: step.step,
    title: step.title,
    service: step.service,
    endpoint: step.endpoint,
    targetMs: step.targetMs,
    p95Ms,
    lowMs: estimate === null ? null : estimate.low / 1000,
    highMs: estimate === null ? null : estimate.high / 1000,
    n,
    minN: step.minSamples,
    errorRate: n === 0 ? null : errors / n,
    state: stateOf(step, n, p95Ms),
    change: changeOf(step, cells),
    exemplarTraceId: slowTracesOf(cells.now, nowMs)[0] ?? null,
    series: cells.slots.map(pointOf).sort((a, b) => a.timeUnixMs - b.timeUnixMs),
  };
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
  const p95Us = quantile(cell.histogram, 0.95);
  return { timeUnixMs: cell.slotFromMs, p95Ms: p95Us === null ? null : p95Us / 1000, n: cell.n };
}

function grouped(
  catalog: Catalog,
  steps: readonly JudgedStep[],
  health: readonly StepHealth[],
): JourneysResponse["journeys"] {
  return [...Map.groupBy(steps, (step) => step.journey)].map(([journey, own]) => ({
    journey,
    title: own[0]?.journeyTitle ?? journey,
    owner: ownerOf(catalog, { journey }) ?? own[0]?.owner ?? null,
    steps: own.flatMap((step) => health[steps.indexOf(step)] ?? []),
  }));
}

function wanted(step: JudgedStep, { tags, team }: PeriodFilter): boolean {
  if (tags.service && step.service !== tags.service) return false;
  if (tags.journey && step.journey !== tags.journey) return false;
  if (tags.step && step.step !== tags.step) return false;
  return team === "" || step.owner?.team === team;
}

function of(cells: readonly StepCell[], index: number): StepCell[] {
  return cells.filter((cell) => cell.index === index);
}
