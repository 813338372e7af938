import type { BareVerdict } from "@governor/contract";
import type { Facts } from "../../store/facts/facts.ts";
import type { Scope } from "../../store/scope.ts";
import { ERROR_WINDOW_MS, judgeErrors } from "./judge.ts";
import { readEndpoints } from "./read.ts";

/** Judges the error rate of every endpoint over the last five minutes. */
export async function judgeOffenders(input: { facts: Facts; nowMs: number; scope: Scope }): Promise<BareVerdict[]> {
  const windowFromMs = input.nowMs - ERROR_WINDOW_MS;
  const query = { fromMs: windowFromMs, toMs: input.nowMs, withTraces: true };
  const { cells } = await readEndpoints(input.facts, query, input.scope);
  return cells.map((cell) => judgeErrors({ cell, windowFromMs, windowToMs: input.nowMs }));
}
