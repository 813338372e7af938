import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { root } from "../instance/record.js";

export interface SuiteResult {
  passed: number;
  failed: number;
  /** `file: title` of every test that did not run. */
  skipped: string[];
}

/** What of Vitest's JSON report is read here. */
interface Report {
  testResults: {
    name: string;
    status: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

/** Runs Vitest in front of the user's eyes, and counts from its report. */
export async function runSuite(args: string[], env: NodeJS.ProcessEnv): Promise<SuiteResult> {
  const folder = mkdtempSync(join(tmpdir(), "governor-test-report-"));
  try {
    const reportPath = join(folder, "report.json");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportPath}`];
    const exitCode = await runVitest(["run", ...reporters, ...args], env);
    const result = count(JSON.parse(readOr(reportPath, '{"testResults":[]}')) as Report);
    // An unhandled error fails the run although every test passed.
    return exitCode !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runVitest(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, "node_modules", ".bin", "vitest"), args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

export function count(report: Report): SuiteResult {
  const result: SuiteResult = { passed: 0, failed: 0, skipped: [] };
  for (const file of report.testResults) {
    for (const { fullName, status } of file.assertionResults) {
      if (status === "passed") result.passed++;
      else if (status === "failed") result.failed++;
      else result.skipped.push(`${relative(root, file.name)}: ${fullName}`);
    }
    // The file itself failed: it could not be read, or its setup threw.
    if (file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed")) result.failed++;
  }
  return result;
}

function readOr(path: string, fallback: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return fallback;
  }
}
