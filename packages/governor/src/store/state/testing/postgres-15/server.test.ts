import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";

import { SILENT_LOG } from "../../../../log.ts";
import { openState, type StateHandle } from "../../open.ts";

const MIGRATIONS = readdirSync(new URL("../../migrations", import.meta.url)).length;

let state: StateHandle;

beforeAll(async () => {
  state = await openState({ dataDir: "server", log: SILENT_LOG });
});

afterAll(() => state?.close());

const query = <Row>(text: string) => state.query<Row>({ text, name: "test" });

test("the suites of this project run on PostgreSQL 15, as an owner without any other right", async () => {
  const [seen] = await query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb
    FROM pg_roles WHERE rolname = current_user`,
  );
  const rights = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false };
  expect(seen).toEqual({ version: 15, ...rights });
  expect(state.pid).toBeUndefined();
});

test("every migration is applied, and an opening again applies nothing", async () => {
  const applied = () => query<object>("SELECT version, applied_at FROM schema_migrations ORDER BY version");
  const first = await applied();
  expect(first).toHaveLength(MIGRATIONS);
  await (await openState({ dataDir: "server", log: SILENT_LOG })).close();
  expect(await applied()).toEqual(first);
});

test("two servers that migrate an empty database at once both end well", async () => {
  const open = () => openState({ dataDir: "two", log: SILENT_LOG });
  await (await openState({ dataDir: "two", log: SILENT_LOG, upToVersion: 0 })).close();
  const [a, b] = await Promise.all([open(), open()]);
  const counted = await a.query({ text: "SELECT count(*)::int AS n FROM schema_migrations", name: "test" });
  expect(counted).toEqual([{ n: MIGRATIONS }]);
  await Promise.all([a.close(), b.close()]);
});

test("what a newer program wrote is refused", async () => {
  await query("INSERT INTO schema_migrations (version, name) VALUES (9999, 'later')");
  const opening = openState({ dataDir: "server", log: SILENT_LOG });
  await expect(opening).rejects.toMatchObject({ code: "store.schema-newer" });
  await query("DELETE FROM schema_migrations WHERE version = 9999");
});

test("history can be added to, not changed", async () => {
  for (const table of ["audit_log", "finding_history", "catalog_versions", "drills", "gate_runs"]) {
    await expect(query(`TRUNCATE ${table} CASCADE`), table).rejects.toThrow("append-only");
  }
});
