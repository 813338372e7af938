import { AsyncLocalStorage } from "node:async_hooks";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startTestPostgres, type TestPostgres } from "../testing/postgres.ts";
import { ensureDatabase, openPool } from "./open.ts";

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
  await ensureDatabase(server.url);
});

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(() => server?.stop());

test("a statement that waits for a connection runs in the context of the request that asked", async () => {
  const pool = openPool(server.url, 1);
  const request = new AsyncLocalStorage<number>();
  const ran: [statement: string, request: number | undefined][] = [];
  const query = Client.prototype.query as (...args: unknown[]) => unknown;
  function watched(this: Client, ...args: unknown[]): unknown {
    if (typeof args[0] === "string" && args[0].includes("AS asked")) ran.push([args[0], request.getStore()]);
    return query.apply(this, args);
  }
  vi.spyOn(Client.prototype, "query").mockImplementation(watched);
  const asked = [1, 2, 3, 4];
  await Promise.all(asked.map((n) => request.run(n, () => pool.query(`SELECT ${n} AS asked`))));
  await pool.end();
  expect(ran).toEqual(asked.map((n) => [`SELECT ${n} AS asked`, n]));
});

test("a refused statement costs neither its connection nor the next statement", async () => {
  const pool = openPool(server.url, 1);
  const { rows: before } = await pool.query("SELECT pg_backend_pid() AS pid");
  await expect(pool.query("SELECT no_such_column")).rejects.toThrow(/no_such_column/);
  const { rows: after } = await pool.query("SELECT pg_backend_pid() AS pid");
  await pool.end();
  expect(after).toEqual(before);
});
