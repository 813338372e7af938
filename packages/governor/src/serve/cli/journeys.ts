import type { JourneysResponse, StepHealth } from "@governor/contract";
import { apiGet, CONNECTION_ARGS } from "./client.ts";
import { command } from "./command.ts";
import { formatMs, formatShare, JSON_ARG, note, printJson, printTable, showable, type Paint } from "./output.ts";
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
  args: { ...PERIOD_ARGS, ...JSON_ARG, ...CONNECTION_ARGS },
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
    printTable(rows, [
      { title: "JOURNEY", value: ({ journey }) => journey.title },
      { title: "STEP", value: ({ step }) => step.title },
      { title: "P95", value: ({ step }) => formatMs(step.p95Ms), align: "right" },
      { title: "TARGET", value: ({ step }) => formatMs(step.targetMs), align: "right" },
      { title: "N", value: ({ step }) => String(step.n), align: "right" },
      {
        title: "ERRORS",
        value: ({ step }) => (step.errorRate === null ? "–" : formatShare(step.errorRate)),
        align: "right",
      },
      { title: "STATE", value: ({ step }) => STATES[step.state].word, paint: ({ step }) => STATES[step.state].paint },
      { title: "OWNER", value: ({ journey }) => journey.owner?.team ?? "–" },
    ]);
    return 0;
  },
});
