import { GovernorError } from "../../errors.ts";

/** A SQLSTATE is five characters; classes 08 (connection), 53 (resources) and 57P (operator ended it) pass by themselves. */
const SQLSTATE = /^[0-9A-Z]{5}$/;
const PASSING = /^(08|53|57P|40001|40P01)/;

/** What the driver threw, as an error of ours. `state.unavailable` is the one to retry. */
export function stateError(error: unknown, name: string): GovernorError {
  if (error instanceof GovernorError) return error;
  const problem = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // Without a SQLSTATE it never came to the server's answer: refused, reset, timed out, pool ended.
  if (!SQLSTATE.test(code) || PASSING.test(code)) {
    return new GovernorError("state.unavailable", { problem: problem || code }, { cause: error });
  }
  return new GovernorError("state.failed", { name, problem, engine_code: code }, { cause: error });
}
