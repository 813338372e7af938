import { say } from "./setup/say.js";
import { reportCheck } from "./test/report-check.ts";
import { runChecks } from "./test/checks.ts";
import { chromium, ENABLE_BROWSER_SUITES } from "./test/chromium.ts";
import { ENABLE_POSTGRES_15_SUITES, postgres15 } from "./test/postgres.ts";
import { runSuite } from "./test/suite.ts";
import { printSum } from "./test/sum.ts";

// `make test`: every check and every test. Arguments go to Vitest: `npm test -- packages/contract`.
const isContinuousIntegration = process.env["CI"] === "true";
const checks = await runChecks(reportCheck);
const browser = chromium();
const postgres = postgres15();
const suite = await runSuite(process.argv.slice(2), {
  ...(browser === null ? {} : { GOVERNOR_CHROMIUM: browser }),
  ...(postgres === null ? {} : { GOVERNOR_POSTGRES_15: postgres }),
});

for (const title of suite.skipped) say(`skipped  ${title}`);
if (browser === null) say(`No Chromium: the suites that need it did not run. ${ENABLE_BROWSER_SUITES}`);
if (postgres === null) say(`No PostgreSQL 15: its suites did not run. ${ENABLE_POSTGRES_15_SUITES}`);
if (isContinuousIntegration && suite.skipped.length > 0) say("With CI=true a skipped test counts as failed.");

printSum({
  passed: suite.passed + checks.filter(({ ok }) => ok).length,
  failed: suite.failed + checks.filter(({ ok }) => !ok).length + (isContinuousIntegration ? suite.skipped.length : 0),
});
