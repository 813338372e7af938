import { say } from "../setup/say.js";
import type { CheckResult } from "./checks.ts";

/** One line for a check that passed; everything it said for one that failed. */
export function reportCheck({ name, ok, output }: CheckResult): void {
  say(`${ok ? "✓" : "✗"} ${name}`);
  if (!ok) say(output.trimEnd());
}
