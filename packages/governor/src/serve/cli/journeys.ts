import type { JourneyHealth, JourneysResponse, StepHealth } from "@governor/contract";
import { apiGet, CONNECTION_ARGS } from "./client.ts";
import { command } from "./command.ts";
import {
  formatBytes,
  formatMs,
  formatShare,
  JSON_ARG,
  note,
  oneLine,
  printJson,
  printTable,
  showable,
  type Column,
  type Paint,
} from "./output.ts";
import { PERIOD_ARGS, periodOf } from "./period.ts";

const STATES: Record<StepHealth["state"], { word: string; paint: Paint }> = {
  over: { word: "over", paint: "red" },
  near: { word: "near", paint: "yellow" },
  within: { word: "within", paint: "green" },
  "not-enough-data": { word: "not enough data", paint: "dim" },
  "no-data": { word: "no data", paint: "dim" },
};

export default command({
  name: "journeys",
  description: "p95 of every journey step against its target",
  args: {
    ...PERIOD_ARGS,
    wide: {
      type: "boolean",
      description: "Also sampling, cache hits, response sizes, tenants, and steps that await browser data",
    },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const response = await apiGet<JourneysResponse>(args, "/api/v1/journeys", periodOf(args));
    if (args.json) {
      printJson(response);
      return 0;
    }
    const rows = showable(response.journeys).flatMap((journey) => journey.steps.map((step) => ({ journey, step })));
    if (rows.length === 0) {
      note("The catalog names no journeys yet: see docs/catalog.md.");
      return 0;
    }
    // Steps that cannot have data yet would hide the others; that they are left out is said.
    const silent = rows.filter(({ step }) => step.source === "browser" && step.state === "no-data");
    printTable(
      rows.filter((row) => args.wide || !silent.includes(row)),
      args.wide ? [...COLUMNS, ...WIDE_COLUMNS] : COLUMNS,
    );
    for (const [reason, of] of Map.groupBy(silent, ({ step }) => step.reason)) {
      const steps = `${of.length} ${of.length === 1 ? "step" : "steps"}`;
      note(`no data of ${steps}: ${reason}.${args.wide ? "" : " --wide lists them."}`);
    }
    return 0;
  },
});

interface Row {
  journey: JourneyHealth;
  step: StepHealth;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "JOURNEY", value: ({ journey }) => journey.title },
  { title: "STEP", value: ({ step }) => step.title },
  { title: "P95", value: ({ step }) => formatMs(step.p95Ms), align: "right" },
  { title: "TARGET", value: ({ step }) => formatMs(step.targetMs), align: "right" },
  { title: "N", value: ({ step }) => String(step.n), align: "right" },
  { title: "ERRORS", value: ({ step }) => share(step.errorRate), align: "right" },
  { title: "STATE", value: ({ step }) => stateOf(step).word, paint: ({ step }) => stateOf(step).paint },
  { title: "OWNER", value: ({ journey }) => journey.owner?.team ?? "–" },
];

const WIDE_COLUMNS: readonly Column<Row>[] = [
  {
    title: "SAMPLED",
    value: ({ step }) => (step.sampleKnown === 0 ? "unknown" : share(step.sampleRate)),
    align: "right",
  },
  { title: "CACHE HITS", value: ({ step }) => share(step.cacheHitRate), align: "right" },
  { title: "SIZE", value: ({ step }) => formatBytes(step.responseBytesMean), align: "right" },
  { title: "SIZE P95", value: ({ step }) => formatBytes(step.responseBytesP95), align: "right" },
  {
    title: "TENANTS, P95",
    value: ({ step }) =>
      step.tenants.map(({ tenant, p95Ms }) => `${oneLine(tenant || "none", 24)} ${formatMs(p95Ms)}`).join(", ") || "–",
  },
];

const BUDGET_NAMES: Record<string, string> = {
  "budget.error_rate": "errors",
  "budget.payload": "size",
  "budget.cache_hit": "cache",
};

/** The p95's state; a further budget that is over is named beside it. */
function stateOf(step: StepHealth): { word: string; paint: Paint } {
  const over = step.budgets.filter(({ state }) => state === "over").map(({ rule }) => BUDGET_NAMES[rule] ?? rule);
  if (over.length === 0) return STATES[step.state];
  const names = step.state === "over" ? ["p95", ...over] : over;
  return { word: `over: ${names.join(", ")}`, paint: "red" };
}

function share(value: number | null): string {
  return value === null ? "–" : formatShare(value);
}
