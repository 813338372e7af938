import { cpus } from "node:os";

/** Median, minimum and maximum of one figure over rounds. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  rounds: number;
}

export function spread(values: readonly number[], digits = 1): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2;
  return {
    median: round(median, digits),
    min: round(at(sorted, 0), digits),
    max: round(at(sorted, sorted.length - 1), digits),
    rounds: values.length,
  };
}

/** The exact quantile of a list of measurements (nearest rank). */
export function exactQuantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return at(sorted, Math.max(0, Math.ceil(q * sorted.length) - 1));
}

export function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** Prints the result of a bench, with the machine it ran on, as its only output. */
export function report(name: string, result: Record<string, unknown>): void {
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  process.stdout.write(`${JSON.stringify({ schemaVersion: 1, bench: name, machine, ...result })}\n`);
}

function at(values: readonly number[], i: number): number {
  const value = values[i];
  if (value === undefined) throw new RangeError("nothing was measured");
  return value;
}
