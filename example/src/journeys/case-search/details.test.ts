import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPool } from "../../database/open.ts";
import { seed } from "../../seed/seed.ts";
import { startTestPostgres, type TestPostgres } from "../../testing/postgres.ts";
import { loadDetailsBatched, loadDetailsOneByOne, type CaseRow, type View } from "./details.ts";

const TENANT = 6;
let server: TestPostgres;
let pool: Pool;
let cases: CaseRow[];

beforeAll(async () => {
  server = await startTestPostgres();
  await seed(server.url, 300, () => {});
  pool = openPool(server.url, 1);
  const { rows } = await pool.query<CaseRow>(
    `SELECT *, owner_id AS "ownerId", last_event_id AS "lastEventId" FROM cases WHERE tenant_id = ${TENANT} LIMIT 40`,
  );
  cases = rows;
});

afterAll(async () => {
  await pool?.end();
  await server?.stop();
});

test("a page of any length takes two statements", async () => {
  for (const length of [1, 40]) {
    const counting = countingDatabase();
    await loadDetailsBatched(counting.database, TENANT, cases.slice(0, length), "list");
    expect(counting.statements()).toBe(2);
  }
});

test("with n-plus-one it takes two statements a case", async () => {
  for (const length of [1, 40]) {
    const counting = countingDatabase();
    await loadDetailsOneByOne(counting.database, TENANT, cases.slice(0, length), "list");
    expect(counting.statements()).toBe(2 * length);
  }
});

test("the fault changes how the answer is got, not the answer", async () => {
  for (const view of ["list", "team"] satisfies View[]) {
    const batched = await loadDetailsBatched(pool, TENANT, cases, view);
    expect(await loadDetailsOneByOne(pool, TENANT, cases, view)).toEqual(batched);
    expect(batched.every((row) => row.owner && row.lastEvent)).toBe(true);
  }
});

test("only a lead's view carries workloads", async () => {
  const [listed] = await loadDetailsBatched(pool, TENANT, cases, "list");
  const [surveyed] = await loadDetailsBatched(pool, TENANT, cases, "team");
  expect(listed?.owner).not.toHaveProperty("openCases");
  expect(surveyed?.owner?.openCases).toBeGreaterThan(0);
});

/** The real pool, counting what goes through it. */
function countingDatabase(): { database: Pick<Pool, "query">; statements: () => number } {
  let count = 0;
  const query = (text: string, values: unknown[]): unknown => {
    count += 1;
    return pool.query(text, values);
  };
  return { database: { query } as Pick<Pool, "query">, statements: () => count };
}
