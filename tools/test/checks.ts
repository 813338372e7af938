import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../instance/record.js";

/** The checks that read the code without running it. Each counts as one in the sum. */
const CHECKS = [
  { name: "types", command: ["tsc", "--build"] },
  { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  { name: "format", command: ["oxfmt", "--check"] },
  { name: "dead code", command: ["knip"] },
];

export interface CheckResult {
  name: string;
  ok: boolean;
  /** What the program said. */
  output: string;
}

/** One after the other: each of them uses every core by itself. */
export async function runChecks(report: (result: CheckResult) => void): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name, command } of CHECKS) {
    const result = await runCheck(name, command);
    report(result);
    results.push(result);
  }
  return results;
}

function runCheck(name: string, [program = "", ...args]: string[]): Promise<CheckResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, "node_modules", ".bin", program), args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ name, ok: code === 0, output }));
  });
}
