import type { StepHealth } from "@governor/contract";
import { msText } from "../../data/format.ts";

/** Steps of which no data can be there yet: their targets on one line, and why. Never green, and never in the way. */
export function Awaited({ steps }: { steps: readonly StepHealth[] }) {
  return (
    <p class="awaited">
      <span class="mut">no browser data yet:</span>
      {steps.map((step) => (
        <span key={step.step} title={step.endpoint}>
          {step.title} <span class="mut">≤&nbsp;{msText(step.targetMs)}</span>
        </span>
      ))}
    </p>
  );
}
