import { GovernorError } from "../../errors.ts";

/** An event the sender must change, with how. */
export function invalid(problem: string, fix: string): GovernorError {
  return new GovernorError("event.invalid", { problem, fix });
}
