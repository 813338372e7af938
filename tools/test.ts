import { say } from "./setup/say.js";
import { reportCheck } from "./test/report-check.ts";
import { runChecks } from "./test/checks.ts";
import { chromium, ENABLE_BROWSER_SUITES } from "./test/chromium.ts";
import { runSuite } from "./test/suite.ts";
import { printSum } from "./test/sum.ts";

// `make test`: every check and every test. Arguments go to Vitest: `npm test -- packages/contract`.
const isContinuousIntegration = process.env["CI"] === "true";
const checks = await runChecks(reportCheck);
const browser = chromium();
const suite = await runSuite(process.argv.slice(2), browser === null ? {} : { GOVERNOR_CHROMIUM: browser });

for (const title of suite.skipped) say(`skipped  ${title}`);
if (browser === null) say(`No Chromium: the suites that need it did not run. ${ENABLE_BROWSER_SUITES}`);
if (isContinuousIntegration && suite.skipped.length > 0) say("With CI=true a skipped test counts as failed.");

printSum({
  passed: suite.passed + checks.filter(({ ok }) => ok).length,
  failed: suite.failed + checks.filter(({ ok }) => !ok).length + (isContinuousIntegration ? suite.skipped.length : 0),
});
