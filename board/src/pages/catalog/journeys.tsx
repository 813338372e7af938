import type { CatalogResponse, CatalogStep } from "@governor/contract";
import { Fragment } from "preact";
import { bytesText, msText, shareText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { TableFoot } from "../../parts/foot.tsx";
import { OwnerChip } from "../../parts/owner.tsx";

/** What users do, step by step, and what each step is held to. */
export function Journeys({ catalog }: { catalog: CatalogResponse }) {
  const { search } = useUrl();
  const journeys = catalog.journeys.filter(
    ({ owner, steps }) =>
      search.team === undefined ||
      owner?.team === search.team ||
      steps.some((step) => step.owner?.team === search.team),
  );
  const steps = journeys.reduce((sum, journey) => sum + journey.steps.length, 0);
  return (
    <>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col" class="first">
                Step
              </th>
              <th scope="col">p95 target</th>
              <th scope="col" class="wide">
                Other targets
              </th>
              <th scope="col" class="far">
                Judged over
              </th>
              <th scope="col" class="mid left">
                Measured on
              </th>
              <th scope="col" class="wide left">
                Owner
              </th>
            </tr>
          </thead>
          <tbody>
            {journeys.map((journey) => (
              <Fragment key={journey.journey}>
                <tr class="group-row">
                  <th scope="colgroup" colSpan={6}>
                    {journey.title} <span class="mut">from {journey.parts.join(", ")}</span>
                  </th>
                </tr>
                {journey.steps.map((step) => (
                  <Line key={step.step} step={step} />
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
        {journeys.length === 0 && <p class="nothing">No journey yet: without one nothing has a target.</p>}
      </div>
      <TableFoot
        command="governor catalog show"
        period={undefined}
        csv={{ name: "targets.csv", header: CSV_HEADER, rows: () => csvRows(journeys) }}
      >
        {journeys.length} journeys · {steps} steps
      </TableFoot>
    </>
  );
}

function Line({ step }: { step: CatalogStep }) {
  return (
    <tr>
      <th scope="row" class="first">
        {step.title}
      </th>
      <td>
        <b>{msText(step.targetMs)}</b>
      </td>
      <td class="wide">{otherTargets(step) || <span class="mut">–</span>}</td>
      <td class="far mut">
        {msText(step.windowMs)}, n ≥ {step.minSamples}
      </td>
      <td class="mid left">
        <span class="cut">{[step.service, step.endpoint].filter(Boolean).join(" · ")}</span>
      </td>
      <td class="wide left">
        <OwnerChip owner={step.owner} />
      </td>
    </tr>
  );
}

function otherTargets({ errorRateMax, payloadMaxBytes, cacheHitMin }: CatalogStep): string {
  return [
    errorRateMax === null ? "" : `errors ≤ ${shareText(errorRateMax)}`,
    payloadMaxBytes === null ? "" : `payload ≤ ${bytesText(payloadMaxBytes)}`,
    cacheHitMin === null ? "" : `cache ≥ ${shareText(cacheHitMin)}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

const CSV_HEADER = [
  "journey",
  "step",
  "service",
  "endpoint",
  "target_ms",
  "error_rate_max",
  "payload_max_bytes",
  "cache_hit_min",
  "window_ms",
  "min_samples",
  "owner",
  "parts",
];

function csvRows(journeys: CatalogResponse["journeys"]) {
  return journeys.flatMap(({ journey, parts, steps }) =>
    steps.map((step) => [
      journey,
      step.step,
      step.service,
      step.endpoint,
      step.targetMs,
      step.errorRateMax,
      step.payloadMaxBytes,
      step.cacheHitMin,
      step.windowMs,
      step.minSamples,
      step.owner?.team ?? "",
      parts.join(" "),
    ]),
  );
}
