import { Latencies } from "./latencies.ts";

/** How a step ended. `abandoned`: it waited so long for its turn that its user would have left; it was never sent. */
export type Outcome = "ok" | "error" | "timeout" | "abandoned";

export interface Sample {
  journey: string;
  step: string;
  outcome: Outcome;
  /** From the moment the user meant to begin to the end: what the user felt. */
  correctedMs: number;
  /** From the moment the request was really sent: what a closed-model driver would report. Null when never sent. */
  rawMs: number | null;
  isLate: boolean;
}

export interface StepReport {
  count: number;
  late: number;
  errors: number;
  timeouts: number;
  abandoned: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  maxMs: number;
  rawP95Ms: number | null;
}

/** Collects samples into one report a step, for one window of time. */
export class Report {
  readonly #steps = new Map<
    string,
    { corrected: Latencies; raw: Latencies; late: number; ends: Record<Outcome, number> }
  >();

  add(sample: Sample): void {
    const key = `${sample.journey}/${sample.step}`;
    let step = this.#steps.get(key);
    if (!step) {
      step = {
        corrected: new Latencies(),
        raw: new Latencies(),
        late: 0,
        ends: { ok: 0, error: 0, timeout: 0, abandoned: 0 },
      };
      this.#steps.set(key, step);
    }
    step.corrected.add(sample.correctedMs);
    if (sample.rawMs !== null) step.raw.add(sample.rawMs);
    if (sample.isLate) step.late += 1;
    step.ends[sample.outcome] += 1;
  }

  /** By `journey/step`; milliseconds with one decimal. */
  toJSON(): Record<string, StepReport> {
    return Object.fromEntries(
      [...this.#steps].map(([key, { corrected, raw, late, ends }]) => [
        key,
        {
          count: corrected.count,
          late,
          errors: ends.error,
          timeouts: ends.timeout,
          abandoned: ends.abandoned,
          p50Ms: rounded(corrected.quantileMs(0.5)),
          p95Ms: rounded(corrected.quantileMs(0.95)),
          p99Ms: rounded(corrected.quantileMs(0.99)),
          maxMs: rounded(corrected.maxMs) ?? 0,
          rawP95Ms: rounded(raw.quantileMs(0.95)),
        },
      ]),
    );
  }
}

function rounded(valueMs: number | null): number | null {
  return valueMs === null ? null : Math.round(valueMs * 10) / 10;
}
