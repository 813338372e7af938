import { SCHEMA_VERSION, type JourneysResponse, type StepHealth } from "@governor/contract";
import { z } from "zod";
import { listFindings } from "../../../act/finding/finding.ts";
import {
  browserStepsOf,
  ownerOf,
  stepsOf,
  type BrowserStep,
  type Catalog,
  type JudgedStep,
} from "../../../catalog/catalog.ts";
import { readChanges } from "../../../explain/change/read.ts";
import { readLongSteps, readSteps, type StepCell } from "../../../judge/budget/read.ts";
import { scopeOf } from "../access.ts";
import { periodQuery, readPeriod, slotsOf, type PeriodFilter } from "../period.ts";
import { journeysResponse } from "../schema/journey.ts";
import { readFreshMs } from "./fresh.ts";
import { apiRoutes } from "./routes.ts";
import { healthOf, unmeasured } from "./step-health.ts";

const TENANTS_SHOWN = 5;
const EXAMPLES_MS = 3_600_000;

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
      const query = { steps, fromMs, toMs, tags, nowMs: nowMs() };
      const [now, slots, before, tenants, traces, markers, freshMs, findings] = await Promise.all([
        readLongSteps(facts, query, scope),
        readLongSteps(facts, { ...query, ...slotsOf(period) }, scope),
        readLongSteps(facts, { ...query, fromMs: fromMs - lengthMs, toMs: fromMs }, scope),
        readLongSteps(facts, { ...query, topTenants: TENANTS_SHOWN }, scope),
        // Examples are fresh ones, however long the period: rollups keep none, and old traces are gone.
        readSteps(facts, { ...query, fromMs: Math.max(fromMs, toMs - EXAMPLES_MS), withTraces: true }, scope),
        readChanges(facts, { fromMs, toMs, tags }, scope),
        readFreshMs(facts, scope),
        // The page answers from facts alone while the state engine restarts.
        listFindings(state.scoped(scope), {
          states: ["open", "acknowledged"],
          nowMs: nowMs(),
          fromMs: 0,
          toMs,
          tags,
          team: period.team,
          limit: 50,
        }).catch(() => []),
      ]);
      const health = steps.map((step, index): Placed => {
        const cells = { now, slots, before, tenants, traces };
        const own = Object.fromEntries(Object.entries(cells).map(([name, all]) => [name, of(all, index)]));
        return { from: step, step: healthOf(step, own as typeof cells, period) };
      });
      const browser = browserStepsOf(catalog).filter((step) => wanted(step, period));
      health.push(...browser.map((step): Placed => ({ from: step, step: unmeasured(step) })));
      return {
        schemaVersion: SCHEMA_VERSION,
        period: { fromMs, toMs, freshMs },
        journeys: grouped(catalog, health),
        markers,
        findings,
      };
    },
  );
});

/** Steps of spans and of browsers, in the order of the catalog. */
function grouped(catalog: Catalog, health: readonly Placed[]): JourneysResponse["journeys"] {
  const byJourney = Map.groupBy(health, ({ from }) => from.journey);
  return [...catalog.journeys.values()].flatMap((journey) => {
    const own = byJourney.get(journey.id) ?? [];
    const steps = [...journey.steps.keys()].flatMap((id) => own.find(({ from }) => from.step === id)?.step ?? []);
    if (steps.length === 0) return [];
    const owner = ownerOf(catalog, { journey: journey.id }) ?? own[0]?.from.owner ?? null;
    return [{ journey: journey.id, title: journey.title, owner, steps }];
  });
}

/** A step's health, and which step it is of. */
interface Placed {
  from: Pick<JudgedStep, "journey" | "step" | "owner">;
  step: StepHealth;
}

function wanted(step: Omit<BrowserStep, "endpoint"> & { service?: string }, { tags, team }: PeriodFilter): boolean {
  if (tags.service && step.service !== tags.service) return false;
  if (tags.journey && step.journey !== tags.journey) return false;
  if (tags.step && step.step !== tags.step) return false;
  return team === "" || step.owner?.team === team;
}

function of(cells: readonly StepCell[], index: number): StepCell[] {
  return cells.filter((cell) => cell.index === index);
}
