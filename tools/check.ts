import { runChecks } from "./test/checks.ts";
import { reportCheck } from "./test/report-check.ts";
import { printSum } from "./test/sum.ts";

// `make check`: types, lint, format and dead code, without running a test.
const checks = await runChecks(reportCheck);
printSum({ passed: checks.filter(({ ok }) => ok).length, failed: checks.filter(({ ok }) => !ok).length });
