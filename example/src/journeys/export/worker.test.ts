import type { Pool } from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openPool } from "../../database/open.ts";
import { seed } from "../../seed/seed.ts";
import { startTestPostgres, type TestPostgres } from "../../testing/postgres.ts";
import { workOnce } from "./worker.ts";

let server: TestPostgres;
let pool: Pool;

beforeAll(async () => {
  server = await startTestPostgres();
  await seed(server.url, 200, () => {});
  pool = openPool(server.url, 4);
});

afterEach(async () => {
  await pool.query("DELETE FROM exports");
});

afterAll(async () => {
  await pool?.end();
  await server?.stop();
});

async function enqueue(count: number, caseId = 100): Promise<void> {
  await pool.query(
    `INSERT INTO exports (tenant_id, case_id, requested_at_ms, trace_context)
     SELECT 6, ${caseId}, extract(epoch FROM now()) * 1000, '{}' FROM generate_series(1, ${count})`,
  );
}

test("each job is done once, however many workers there are", async () => {
  await enqueue(6);
  const worked = await Promise.all(Array.from({ length: 8 }, () => workOnce(pool)));
  expect(worked.filter(Boolean).length).toBeLessThanOrEqual(6);
  while (await workOnce(pool));
  const { rows } = await pool.query("SELECT status, attempts, chunk_count > 0 AS filled FROM exports");
  expect(rows).toEqual(Array.from({ length: 6 }, () => ({ status: "done", attempts: 1, filled: true })));
});

test("a job that fails leaves nothing half written, is tried again later, and is given up after three attempts", async () => {
  await enqueue(1);
  await pool.query("ALTER TABLE export_chunks ADD CONSTRAINT refused CHECK (ordinal < 0) NOT VALID");
  for (const expected of ["queued", "queued", "failed"]) {
    expect(await workOnce(pool)).toBe(true);
    const { rows } = await pool.query("SELECT status, run_after > now() AS later FROM exports");
    expect(rows).toEqual([{ status: expected, later: true }]);
    expect(await workOnce(pool)).toBe(false);
    await pool.query("UPDATE exports SET run_after = now()");
  }
  await pool.query("ALTER TABLE export_chunks DROP CONSTRAINT refused");
});
