import type { StepHealth } from "@governor/contract";
import { changeText, changeTone, countText, msText } from "../../data/format.ts";
import { Bullet } from "../../parts/bullet.tsx";
import { budgetsOver } from "./worst.ts";

interface Props {
  step: StepHealth;
  open: boolean;
  toggle: () => void;
}

/** Value, target, change and n of one step: a number is never alone. */
export function StepCell({ step, open, toggle }: Props) {
  const beside = budgetsOver(step);
  const few = step.state === "not-enough-data";
  return (
    <button
      type="button"
      class={`step ${step.state}`}
      aria-expanded={open}
      onClick={toggle}
      title={`${step.service} · ${step.endpoint}`}
    >
      <span class="step-head">
        <span class="step-name">{step.title}</span>
        <span class="mut">
          n {countText(step.n)}
          {few && ` of ${countText(step.minN)}`}
        </span>
      </span>
      <span class="step-value">
        <b>{step.p95Ms === null ? "no data" : msText(step.p95Ms)}</b>
        <small>
          ≤ {msText(step.targetMs)}
          {few
            ? " · not enough data"
            : step.change !== null && (
                <>
                  {" "}
                  · <span class={changeTone(step.change)}>{changeText(step.change)}</span>
                </>
              )}
        </small>
      </span>
      {beside.length > 0 && <span class="step-beside bad">{beside.join(", ")}</span>}
      <Bullet
        valueMs={step.p95Ms}
        lowMs={step.lowMs}
        highMs={step.highMs}
        targetMs={step.targetMs}
        state={step.state}
      />
    </button>
  );
}
