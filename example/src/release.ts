import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { connect } from "./database/open.ts";
import { readDeployments, wantRelease } from "./deployments/deployments.ts";
import { isServiceName, SERVICES } from "./service/services.ts";

/** A start takes 2 s on a slow core, the drain of the old process up to 12 s (supervise/child.ts). */
const ROLLED_OUT_TIMEOUT_MS = 40_000;
const POLL_INTERVAL_MS = 200;

// node example/src/release.ts v2 [--sha 4f1c…] [--service cases-api]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sha: { type: "string", default: "" }, service: { type: "string", default: "cases-api" } },
});
const [release] = positionals;
const { service, sha } = values;
const { DATABASE_URL } = process.env;
if (!DATABASE_URL || !release || !isServiceName(service)) {
  console.error(
    `usage: DATABASE_URL=postgres://… node release.ts <release> [--sha <sha>] [--service ${SERVICES.join("|")}]`,
  );
  process.exit(2);
}

const client = await connect(DATABASE_URL);
await wantRelease(client, service, release, sha);
const deadlineMs = Date.now() + ROLLED_OUT_TIMEOUT_MS;
while (!(await readDeployments(client)).some((row) => row.service === service && row.runningRelease === release)) {
  if (Date.now() > deadlineMs) {
    console.error(
      `${service} ${release} is not running after ${ROLLED_OUT_TIMEOUT_MS / 1000} s. Is start.ts running on this database?`,
    );
    process.exit(1);
  }
  await delay(POLL_INTERVAL_MS);
}
await client.end();
console.log(JSON.stringify({ service, release, sha }));
