import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "pg";
import { connect } from "../database/open.ts";
import { startTestPostgres, type TestPostgres } from "../testing/postgres.ts";
import { seed } from "./seed.ts";

let server: TestPostgres;
let url: string;
let client: Client;

beforeAll(async () => {
  server = await startTestPostgres();
  url = server.url.replace(/postgres$/, "not_there_yet");
  await seed(url, 400, () => {});
  client = await connect(url);
});

afterAll(async () => {
  await client?.end();
  await server?.stop();
});

test("a second seed of the same size changes nothing", async () => {
  const before = await contents();
  expect((await seed(url, 400, () => {})).seeded).toBe(false);
  expect(await contents()).toEqual(before);
});

test("the same size always makes the same rows, also after another size", async () => {
  const before = await contents();
  await seed(url, 150, () => {});
  expect(await contents()).not.toEqual(before);
  await seed(url, 400, () => {});
  expect(await contents()).toEqual(before);
});

test("a seed that was interrupted starts over", async () => {
  const before = await contents();
  await client.query("TRUNCATE seeded; DELETE FROM events WHERE case_id % 2 = 0");
  expect((await seed(url, 400, () => {})).seeded).toBe(true);
  expect(await contents()).toEqual(before);
});

test("the sixth tenant has a hundred times as many cases as each of the others", async () => {
  await seed(url, 2_100, () => {});
  const { rows } = await client.query("SELECT tenant_id, count(*)::integer AS n FROM cases GROUP BY 1 ORDER BY 1");
  expect(rows).toHaveLength(6);
  expect(rows.map((row: { n: number }) => row.n)).toEqual([20, 20, 20, 20, 20, 2_000]);
  await seed(url, 400, () => {});
});

test("every case points to its latest event", async () => {
  const { rows } = await client.query(`
    SELECT count(*)::integer AS wrong
    FROM cases c JOIN events e ON e.id = c.last_event_id
    WHERE e.occurred_at <> (SELECT max(occurred_at) FROM events WHERE case_id = c.id)`);
  expect(rows).toEqual([{ wrong: 0 }]);
});

test("a size that would collide with the application's ids is refused", async () => {
  await expect(seed(url, 1_000_001, () => {})).rejects.toThrow("from 1 to 1000000");
});

/** Number of rows and a checksum over them, by table. */
async function contents(): Promise<object> {
  const result: Record<string, unknown> = {};
  for (const table of ["people", "cases", "entities", "relationships", "events", "blobs", "media"]) {
    const { rows } = await client.query(
      `SELECT count(*)::integer AS n, sum(hashtextextended(t::text, 0)) AS checksum FROM ${table} AS t`,
    );
    result[table] = rows[0];
  }
  return result;
}
