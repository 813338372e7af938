import type { StepState } from "@governor/contract";
import { msText } from "../data/format.ts";

interface Props {
  valueMs: number | null;
  lowMs: number | null;
  highMs: number | null;
  targetMs: number;
  state: StepState;
  /** The value as words, where it is not a time. */
  text?: (value: number) => string;
}

/** A p95 as a bar: its target is the tick, its uncertainty the band. */
export function Bullet({ valueMs, lowMs, highMs, targetMs, state, text = msText }: Props) {
  const topMs = Math.max(targetMs * 1.6, 1e-9);
  const at = (ms: number) => `${Math.min(100, (ms / topMs) * 100)}%`;
  const label = valueMs === null ? `no value, target ${text(targetMs)}` : `${text(valueMs)} of ${text(targetMs)}`;
  return (
    <div class={`bullet ${state}`} role="img" aria-label={label}>
      {valueMs !== null && <i style={{ width: at(valueMs) }} />}
      {lowMs !== null && highMs !== null && (
        <s style={{ left: at(lowMs), width: `calc(${at(highMs)} - ${at(lowMs)})` }} />
      )}
      <u style={{ left: at(targetMs) }} />
    </div>
  );
}
