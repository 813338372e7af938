import "../../look/journeys.css";
import type { JourneysResponse } from "@governor/contract";
import { apiPath, periodParams, useJourneys, useStatus } from "../../data/api.ts";
import { commandOf } from "../../data/command.ts";
import { countText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { TableFoot } from "../../parts/foot.tsx";
import { FindingPanel } from "../../parts/finding/finding-panel.tsx";
import { useKeys } from "../../parts/keyboard.ts";
import { Loading, PageFailure } from "../../parts/states.tsx";
import { JourneyRow } from "./journey-row.tsx";
import { NoCatalog } from "./no-catalog.tsx";
import { VerdictList } from "./verdict.tsx";
import { isAwaited } from "./worst.ts";

const MAX_COLUMNS = 4;

/** p95 of each step against its target, the verdicts first. */
export function Journeys() {
  const url = useUrl();
  const journeys = useJourneys(url.search);
  const status = useStatus();
  const data = journeys.data;
  const catalog = status.data?.catalog;
  useKeys({ j: () => walkSteps(1), k: () => walkSteps(-1) });
  const noCatalog = catalog !== undefined && catalog.journeys === 0;
  return (
    <>
      <h1>Journeys</h1>
      <p class="sub">
        p95 of each step against its target. The tick is the target, the band its 95&nbsp;% uncertainty, the dashed line
        a deploy.
      </p>
      {!journeys.data && <PageFailure error={journeys.error} retry={() => void journeys.refetch()} />}
      {noCatalog && <NoCatalog problem={catalog.problem} path={catalog.path} />}
      {data && <VerdictList findings={data.findings} />}
      {!data && !noCatalog && <Loading rows={9} label="Reading journeys" />}
      {data && data.journeys.length > 0 && <Board data={data} />}
      <FindingPanel />
    </>
  );
}

/** Steps are buttons: the next one is focused, and Enter opens it as it opens any button. */
function walkSteps(by: number): void {
  const steps = [...document.querySelectorAll<HTMLElement>(".step")];
  const at = steps.indexOf(document.activeElement as HTMLElement);
  steps[at === -1 ? 0 : Math.min(Math.max(at + by, 0), steps.length - 1)]?.focus();
}

function Board({ data }: { data: JourneysResponse }) {
  const url = useUrl();
  const steps = data.journeys.flatMap((journey) => journey.steps);
  // Steps stand in the same columns in every row, so that the eye can go down.
  const columns = Math.min(
    MAX_COLUMNS,
    Math.max(1, ...data.journeys.map((journey) => journey.steps.filter((step) => !isAwaited(step)).length)),
  );
  const measured = steps.reduce((sum, step) => sum + step.n, 0);
  return (
    <>
      <div class="card journeys" style={{ "--columns": columns }}>
        {data.journeys.map((journey) => (
          <JourneyRow key={journey.journey} journey={journey} markers={data.markers} period={data.period} />
        ))}
      </div>
      <TableFoot
        command={commandOf("journeys", url.search)}
        period={data.period}
        read={apiPath("/journeys", periodParams(url.search))}
        csv={{ name: "journeys.csv", header: CSV_HEADER, rows: () => csvRows(data) }}
      >
        {data.journeys.length} journeys · {steps.length} steps · n {countText(measured)}
      </TableFoot>
    </>
  );
}

const CSV_HEADER = [
  "journey",
  "step",
  "service",
  "endpoint",
  "target_ms",
  "p95_ms",
  "low_ms",
  "high_ms",
  "n",
  "error_rate",
  "sample_rate",
  "cache_hit_rate",
  "response_bytes_mean",
  "response_bytes_p95",
  "state",
  "change",
  "owner",
];

function csvRows(data: JourneysResponse) {
  return data.journeys.flatMap((journey) =>
    journey.steps.map((step) => [
      journey.journey,
      step.step,
      step.service,
      step.endpoint,
      step.targetMs,
      step.p95Ms,
      step.lowMs,
      step.highMs,
      step.n,
      step.errorRate,
      step.sampleRate,
      step.cacheHitRate,
      step.responseBytesMean,
      step.responseBytesP95,
      step.state,
      step.change,
      journey.owner?.team ?? "",
    ]),
  );
}
