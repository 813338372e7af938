import type { ChangeEvent, JourneyHealth, Period, StepHealth } from "@governor/contract";
import { useUrl } from "../../data/url.ts";
import { OwnerChip } from "../../parts/owner.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { Awaited } from "./awaited.tsx";
import { StepCell } from "./step-cell.tsx";
import { StepPanel } from "./step-panel.tsx";
import { healthOf, isAwaited, worstStep } from "./worst.ts";

interface Props {
  journey: JourneyHealth;
  markers: ChangeEvent[];
  period: Period;
}

export function JourneyRow({ journey, markers, period }: Props) {
  const { search, set } = useUrl();
  const awaited = journey.steps.filter(isAwaited);
  const measured = journey.steps.filter((step) => !isAwaited(step));
  const worst = worstStep(measured);
  const health = healthOf(journey.steps);
  const nameOf = (step: StepHealth) => `${journey.journey}/${step.step}`;
  const open = measured.find((step) => nameOf(step) === search.open);
  return (
    <section class="journey" aria-label={journey.title}>
      <div class="journey-line">
        <div class="journey-name">
          <h3>{journey.title}</h3>
          <div class="own">
            <OwnerChip owner={journey.owner} />
            <span class={health.tone}>{health.text}</span>
          </div>
        </div>
        <div class="steps">
          {measured.map((step) => (
            <StepCell
              key={step.step}
              step={step}
              open={step === open}
              toggle={() => set({ open: step === open ? undefined : nameOf(step) })}
            />
          ))}
          {awaited.length > 0 && <Awaited steps={awaited} />}
        </div>
        {worst && (
          <Sparkline
            series={worst.series}
            markers={relevant(markers, worst)}
            period={period}
            targetMs={worst.targetMs}
            tone={worst.state === "over" ? "bad" : "plain"}
            label={`p95 of ${worst.title}`}
          />
        )}
      </div>
      {open && <StepPanel journey={journey.journey} step={open} markers={relevant(markers, open)} period={period} />}
    </section>
  );
}

/** Another service's deploy on this step's chart would only be noise; an event that names no service touches all. */
function relevant(markers: ChangeEvent[], step: StepHealth): ChangeEvent[] {
  return markers.filter((marker) => marker.service === "" || step.service === "" || marker.service === step.service);
}
