import { readFileSync } from "node:fs";
import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { connect } from "../database/open.ts";
import { seed } from "../seed/seed.ts";
import { startTestPostgres, type TestPostgres } from "../testing/postgres.ts";
import { clearFaults, FAULTS, faultStatus, switchFault, watchFaults } from "./faults.ts";

const LAST_SIGHTINGS = readFileSync(new URL("../journeys/timeline/last-sightings.sql", import.meta.url), "utf8");

const ALL_OFF = Object.fromEntries(FAULTS.map((fault) => [fault, false]));

let server: TestPostgres;
let client: Client;

beforeAll(async () => {
  server = await startTestPostgres();
  await seed(server.url, 1000, () => {});
  client = await connect(server.url);
});

beforeEach(async () => clearFaults(server.url));

afterAll(async () => {
  await client?.end();
  await server?.stop();
});

test("a healthy start finds every fault off and the index in use", async () => {
  expect(await faultStatus(server.url)).toEqual(ALL_OFF);
  const plan = await timelinePlan();
  expect(plan).toContain("events_by_entity");
  expect(plan).not.toContain("Seq Scan on events");
});

test("missing-index really takes the index away, and brings it back", async () => {
  await switchFault(server.url, "missing-index", true);
  expect(await timelinePlan()).toContain("Seq Scan on events");
  await switchFault(server.url, "missing-index", false);
  expect(await timelinePlan()).toContain("events_by_entity");
});

test("an index whose build was cut off is built anew", async () => {
  await client.query("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'events_by_entity'::regclass");
  await switchFault(server.url, "missing-index", false);
  expect(await timelinePlan()).toContain("events_by_entity");
});

test("a start switches off what was left on", async () => {
  for (const fault of FAULTS) await switchFault(server.url, fault, true);
  await clearFaults(server.url);
  expect(await faultStatus(server.url)).toEqual(ALL_OFF);
  expect(await timelinePlan()).toContain("events_by_entity");
});

test("a running service learns of a switch without a restart, also after its connection was cut", async () => {
  const watch = await watchFaults(server.url);
  try {
    expect(watch.isOn("n-plus-one")).toBe(false);
    await switchFault(server.url, "n-plus-one", true);
    await vi.waitUntil(() => watch.isOn("n-plus-one"), { timeout: 5_000 });
    await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()");
    await switchFault(server.url, "n-plus-one", false);
    await vi.waitUntil(() => !watch.isOn("n-plus-one"), { timeout: 5_000 });
  } finally {
    await watch.stop();
  }
});

/** How PostgreSQL would run the timeline's statement for a large case of the largest tenant. */
async function timelinePlan(): Promise<string> {
  const { rows } = await client.query<{ "QUERY PLAN": string }>(
    `EXPLAIN ${LAST_SIGHTINGS.replaceAll("$1", "6").replaceAll("$2", "700")}`,
  );
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}
