import type { Outcome } from "@governor/contract";
import { sqlFile } from "../../store/sql.ts";
import type { StateQueries } from "../../store/state/state.ts";

const INSERT = sqlFile(import.meta.url, "insert.sql");
const LIST = sqlFile(import.meta.url, "list.sql");

/** A release that CI had judged, and on which services it ran. */
export interface GateRun {
  release: string;
  env: string;
  services: string[];
  outcome: Outcome;
  ranMs: number;
}

/** Writes down that a pipeline asked for the gate; `ci` is which one, as it says itself. */
export async function recordGateRun(
  queries: StateQueries,
  run: GateRun & { ci: string; actor: string },
): Promise<void> {
  const { release, env, services, outcome, ci, actor, ranMs } = run;
  await queries.query(INSERT, [release, env, services, outcome, ci, actor, new Date(ranMs)]);
}

/** Newest first. */
export async function listGateRuns(
  queries: StateQueries,
  { sinceMs, limit }: { sinceMs: number; limit: number },
): Promise<GateRun[]> {
  const rows = await queries.query<Omit<GateRun, "ranMs"> & { ran_at: Date }>(LIST, [new Date(sinceMs), limit]);
  return rows.map(({ ran_at, ...run }) => ({ ...run, ranMs: ran_at.getTime() }));
}
