import { AsyncLocalStorage } from "node:async_hooks";
import type { Facts, Parameters, Sql } from "./facts.ts";

/** A statement that was read with, and the values that were bound to it. */
export interface RecordedRead {
  sql: Sql;
  parameters: Parameters;
}

const recording = new AsyncLocalStorage<RecordedRead[]>();

/** The same store; what it is asked while `recordReads` runs is noted. */
export function recordedFacts(facts: Facts): Facts {
  return {
    read(sql, parameters, scope) {
      recording.getStore()?.push({ sql, parameters });
      return facts.read(sql, parameters, scope);
    },
    insert: (batch) => facts.insert(batch),
    ping: (timeoutMs) => facts.ping(timeoutMs),
    close: () => facts.close(),
  };
}

/** Runs `work` and tells what it read the facts with, in order. */
export async function recordReads(work: () => Promise<unknown>): Promise<RecordedRead[]> {
  const reads: RecordedRead[] = [];
  await recording.run(reads, work);
  return reads;
}

/** The read as a script for `clickhouse-client`: a SET for each value, then the statement as it is in its file. */
export function scriptOf({ sql, parameters }: RecordedRead): string {
  const values = Object.entries(parameters).map(
    ([name, value]) => `SET param_${name} = ${quoted(parameterText(value))};`,
  );
  return [`-- ${sql.name}`, ...values, `${sql.text.trim()};`].join("\n");
}

/** A value as ClickHouse reads it for a placeholder: lists in brackets with their texts quoted, all else as it is. */
function parameterText(value: Parameters[string]): string {
  if (!Array.isArray(value)) return String(value);
  return `[${value.map((each) => (typeof each === "string" ? quoted(each) : String(each))).join(",")}]`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
}
