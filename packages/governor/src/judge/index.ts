import type { BareVerdict } from "@governor/contract";
import type { Catalog } from "../catalog/catalog.ts";
import type { Facts } from "../store/facts/facts.ts";
import type { Scope } from "../store/scope.ts";
import { judgeBudgets } from "./budget/budgets.ts";
import { judgeOffenders } from "./offender/offenders.ts";

export interface JudgeInput {
  facts: Facts;
  catalog: Catalog;
  nowMs: number;
  scope: Scope;
}

/** Reads its rows and judges them; the judging itself is the pure `judge.ts` of its folder. */
export type Judge = (input: JudgeInput) => Promise<BareVerdict[]>;

/** Every judge that the server runs, by name. A new one is a folder and a line here. */
export const JUDGES: Readonly<Record<string, Judge>> = {
  budget: judgeBudgets,
  offender: judgeOffenders,
};
