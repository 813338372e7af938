import type { ChangeEvent, Period, StepHealth } from "@governor/contract";
import { comparedOf, useStepBefore } from "../../data/compared.ts";
import { msText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { Chart } from "../../parts/chart/chart.tsx";
import { OverlayChoice } from "../../parts/chart/overlay-choice.tsx";
import { PageLink, TraceLink } from "../../parts/link.tsx";
import { StepMeasures } from "./step-measures.tsx";

interface Props {
  journey: string;
  step: StepHealth;
  markers: ChangeEvent[];
  period: Period;
}

/** One step, larger: its course, and the way to real traces. */
export function StepPanel({ journey, step, markers, period }: Props) {
  const { search } = useUrl();
  const compared = comparedOf(search.compare, { period, markers, series: step.series });
  const overlay = useStepBefore(search, journey, step.step, compared);
  return (
    <div class="step-panel">
      <p class="links">
        <span class="mut">
          {step.service} <code>{step.endpoint}</code>
          {step.lowMs !== null &&
            step.highMs !== null &&
            ` · p95 is between ${msText(step.lowMs)} and ${msText(step.highMs)} (95 %)`}
        </span>
        {step.exemplarTraceId && <TraceLink traceId={step.exemplarTraceId}>A trace near p95</TraceLink>}
        <PageLink to="/traces" patch={tracesOf(step)}>
          Traces
        </PageLink>
        <PageLink to="/offenders" patch={{ open: `${step.service} ${step.endpoint}` }}>
          Endpoint
        </PageLink>
      </p>
      <OverlayChoice markers={markers} />
      <Chart
        series={step.series}
        markers={markers}
        period={period}
        targetMs={step.targetMs}
        overlay={overlay}
        label={`p95 of ${journey}, ${step.title}`}
      />
      <StepMeasures step={step} />
    </div>
  );
}

function tracesOf(step: StepHealth) {
  return { service: step.service || undefined, endpoint: step.endpoint || undefined, sort: "slowest" };
}
