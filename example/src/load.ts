import { parseArgs } from "node:util";
import { watchFaults } from "./faults/faults.ts";
import { Browser, REQUEST_TIMEOUT_MS } from "./load/browser.ts";
import { runOpenModel } from "./load/open-model.ts";
import { seededRandom } from "./load/random.ts";
import { Report, type Sample } from "./load/report.ts";
import { journeys } from "./load/visits.ts";

const REPORT_INTERVAL_MS = 10_000;
/** A journey's users at once: so many that slow answers do not keep the quick ones waiting, few enough to recover from. */
const MAX_IN_FLIGHT = 12;

const { values: flags } = parseArgs({
  options: {
    "cases-api": { type: "string" },
    "entities-api": { type: "string" },
    "timeline-api": { type: "string" },
    "exports-api": { type: "string" },
    "copilot-api": { type: "string" },
    rate: { type: "string", default: "1" },
    seconds: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
  },
});
const { "cases-api": casesApi, "entities-api": entitiesApi, "timeline-api": timelineApi } = flags;
const { "exports-api": exportsApi, "copilot-api": copilotApi } = flags;
const rate = Number(flags.rate);
if (!casesApi || !entitiesApi || !timelineApi || !exportsApi || !copilotApi || !(rate > 0)) {
  console.error(
    "usage: node load.ts --cases-api URL --entities-api URL --timeline-api URL --exports-api URL --copilot-api URL [--rate 1] [--seconds 60] [--seed 1]",
  );
  process.exit(2);
}

const stopping = new AbortController();
process.on("SIGTERM", () => stopping.abort());
process.on("SIGINT", () => process.send || stopping.abort()); // under start.ts it is start.ts that decides
process.on("disconnect", () => stopping.abort());
if (Number(flags.seconds) > 0) setTimeout(() => stopping.abort(), Number(flags.seconds) * 1000);

const startMs = performance.now();
const total = new Report();
let recent = new Report();
const record = (sample: Sample): void => {
  total.add(sample);
  recent.add(sample);
};
const reporting = setInterval(() => {
  print({ event: "load", lastSeconds: REPORT_INTERVAL_MS / 1000, steps: recent });
  recent = new Report();
}, REPORT_INTERVAL_MS);

// The flood is the load's own fault; without the database nobody can switch it.
const { DATABASE_URL } = process.env;
const faults = DATABASE_URL ? await watchFaults(DATABASE_URL) : null;
const isNoisy = (): boolean => faults?.isOn("noisy-tenant") ?? false;

const browser = new Browser(record);
const random = seededRandom(Number(flags.seed));
await Promise.all(
  journeys(
    browser,
    { casesApi, entitiesApi, timelineApi, exportsApi, copilotApi },
    random,
    isNoisy,
    stopping.signal,
  ).map((journey, i) =>
    runOpenModel({
      ratePerSecond: journey.visitsPerSecond * rate,
      maxInFlight: MAX_IN_FLIGHT,
      abandonAfterMs: REQUEST_TIMEOUT_MS,
      // Each journey has its own arrivals, so that they do not depend on how the others' answers interleave.
      random: seededRandom(Number(flags.seed) * 1000 + i),
      signal: stopping.signal,
      visit: journey.run,
      abandoned: ({ intendedMs }) =>
        record({
          journey: journey.name,
          step: journey.firstStep,
          outcome: "abandoned",
          correctedMs: performance.now() - intendedMs,
          rawMs: null,
          isLate: true,
        }),
    }),
  ),
);
clearInterval(reporting);
await faults?.stop();
await browser.close();
print({ event: "load finished", seconds: Math.round((performance.now() - startMs) / 1000), steps: total });
process.exit(0);

/** stderr: a summary is progress. */
function print(line: object): void {
  console.error(JSON.stringify(line));
}
