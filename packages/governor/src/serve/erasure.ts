import { join } from "node:path";

import type { ErasureReport } from "@governor/contract";

import type { Intake } from "../intake/intake.ts";
import { eraseFromQuarantine } from "../intake/log/quarantine-erase.ts";
import { EMPTY_REPORT, finishErasure, hashTenant } from "../records/erasure/erasure.ts";
import type { Log } from "../log.ts";
import { eraseFacts } from "../store/facts/erase/erase.ts";
import type { FactsHandle } from "../store/facts/open.ts";
import { searchFiles } from "../store/search.ts";
import { eraseState, mentionsInState, rewriteState } from "../store/state/erase/erase.ts";
import type { State } from "../store/state/state.ts";

export interface ErasureOptions {
  dataDir: string;
  facts: Pick<FactsHandle, "client" | "engineDir">;
  state: State;
  stateIsEmbedded: boolean;
  intake: Pick<Intake, "flush">;
  log: Log;
  nowMs: () => number;
}

/** What was acknowledged before the approval gets this long to reach the store. */
const FLUSH_MS = 60_000;

/** Takes a tenant out of everything that is kept, looks whether it is gone, and writes the proof into its record. */
export async function runErasure(options: ErasureOptions, id: string, tenant: string, salt: string): Promise<void> {
  const { state, log, nowMs } = options;
  const startedMs = nowMs();
  let report = EMPTY_REPORT;
  try {
    report = await erase(options, tenant, salt);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    report = { ...EMPTY_REPORT, problem: problem.replaceAll(tenant, "(the tenant)") };
  }
  await finishErasure(state, id, report, nowMs());
  const fields = { id, durationMs: nowMs() - startedMs, remains: report.remains.length };
  if (report.problem === null) log.info("store.erased", fields);
  else log.error("store.erasure-failed", { ...fields, problem: report.problem });
}

async function erase(options: ErasureOptions, tenant: string, salt: string): Promise<ErasureReport> {
  const { dataDir, facts, state, stateIsEmbedded, intake } = options;
  // What waits in the log would arrive after the deletion; its segments go once they are in the store.
  if (!(await intake.flush(FLUSH_MS))) throw new Error("the facts store is behind: the log still holds spans");
  const quarantineRemoved = await eraseFromQuarantine(join(dataDir, "wal", "quarantine"), tenant);
  const inFacts = await eraseFacts(facts.client, tenant, { salt, hash: hashTenant(salt, tenant) });
  const inState = await eraseState(state, tenant);
  if (stateIsEmbedded) await rewriteState(state);
  const { files, bytes, found } = await searchFiles(dataDir, tenant);
  const mentions = await mentionsInState(state, tenant);
  return {
    ...EMPTY_REPORT,
    tables: [
      ...inFacts.map((table) => ({ store: "facts" as const, ...table })),
      ...inState.map((table) => ({ store: "state" as const, ...table })),
    ],
    quarantineRemoved,
    searched: { files, bytes },
    remains: [
      // A file may be named for what was sent; the record must not hold the tenant either.
      ...found.map((file) => ({ file: file.replaceAll(tenant, "(the tenant)"), why: whyIn(file) })),
      ...mentions.map(({ table, rows }) => ({ file: `state: ${table}`, why: `${rows} rows mention it, and are kept` })),
    ],
    notSearched: notSearched(options),
    arrivedLater: inFacts.find(({ table }) => table === "trace_spans")?.rowsAfter ?? 0,
  };
}

function whyIn(file: string): string {
  if (/^state\/.*\/pg_wal\//.test(file)) return "the state engine's own log; it is overwritten as that goes on";
  if (file.startsWith("state/")) return "a table that mentions it, or its deleted rows until they are overwritten";
  if (file.startsWith("wal/")) return "spans that arrived after the erasure began";
  if (file.startsWith("facts/")) return "rows that arrived later, or another column or row that names it";
  return "not written by the server's stores";
}

function notSearched({ facts, stateIsEmbedded }: ErasureOptions): string[] {
  return [
    "backups that were made before",
    "log files outside of the data folder",
    ...(facts.engineDir === null ? ["the files of the ClickHouse server; its rows were deleted"] : []),
    ...(stateIsEmbedded ? [] : ["the files of the PostgreSQL server; its rows were deleted"]),
  ];
}
