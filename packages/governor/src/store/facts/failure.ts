import { ClickHouseError } from "@clickhouse/client";

import { GovernorError } from "../../errors.ts";

/** Engine codes after which the same request may well succeed: the engine is overloaded, out of memory or disk, or going down. */
const PASSING = new Set([
  "159", // TIMEOUT_EXCEEDED, of an insert; a read's has its own error
  "202", // TOO_MANY_SIMULTANEOUS_QUERIES
  "209", // SOCKET_TIMEOUT
  "210", // NETWORK_ERROR
  "236", // ABORTED
  "241", // MEMORY_LIMIT_EXCEEDED
  "242", // TABLE_IS_READ_ONLY
  "243", // NOT_ENOUGH_SPACE
  "252", // TOO_MANY_PARTS
  "394", // QUERY_WAS_CANCELLED
]);

/** What the driver threw, as an error of ours. `facts.unavailable` is the one to retry. */
export function factsError(error: unknown, name: string, readTimeoutMs?: number): GovernorError {
  if (error instanceof GovernorError) return error;
  const problem = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ClickHouseError)) {
    const code = error instanceof Error && "code" in error ? String(error.code) : problem;
    return new GovernorError("facts.unavailable", { problem: code || problem }, { cause: error });
  }
  if (error.code === "159" && readTimeoutMs !== undefined) {
    return new GovernorError("facts.timeout", { name, timeout_ms: readTimeoutMs }, { cause: error });
  }
  if (PASSING.has(error.code)) {
    return new GovernorError("facts.unavailable", { problem: `${error.type}: ${problem}` }, { cause: error });
  }
  return new GovernorError("facts.failed", { name, problem, engine_code: error.code }, { cause: error });
}
