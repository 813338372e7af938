import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { SILENT_LOG } from "../../log.ts";
import { readMigrations } from "../migrations.ts";
import { openState, type StateHandle } from "./open.ts";

const MIGRATIONS = readMigrations(fileURLToPath(new URL("migrations", import.meta.url)));

let dir: string;
let state: StateHandle;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "governor-state-"));
  state = await openState({ dataDir: dir, log: SILENT_LOG });
});

afterAll(async () => {
  await state.close();
  await rm(dir, { recursive: true });
});

const sql = (text: string) => ({ text, name: "test" });
const query = <Row>(text: string, values?: unknown[]) => state.query<Row>(sql(text), values);

function socketUrl(): string {
  const { host, port, user, database } = state.connection as {
    host: string;
    port: number;
    user: string;
    database: string;
  };
  return `postgres://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}

test("values are bound, and rows come back as objects", async () => {
  expect(await query("SELECT $1::text AS a, $2::int AS b", ["it's; --", 2])).toEqual([{ a: "it's; --", b: 2 }]);
});

test("a transaction is kept whole or not at all", async () => {
  const add = "INSERT INTO audit_log (actor, action) VALUES ($1, 'test')";
  await state.transaction(async (queries) => void (await queries.query(sql(add), ["kept"])));
  const failed = state.transaction(async (queries) => {
    await queries.query(sql(add), ["lost"]);
    throw new Error("on second thought");
  });
  await expect(failed).rejects.toThrow("on second thought");
  expect(await query("SELECT actor FROM audit_log")).toEqual([{ actor: "kept" }]);
});

test("a statement the server refuses is an error with its SQLSTATE, not one to retry", async () => {
  await expect(query("SELECT * FROM nothing")).rejects.toMatchObject({
    code: "state.failed",
    remedy: expect.stringContaining("42P01"),
  });
});

test("history can be added to, not changed", async () => {
  await query("INSERT INTO audit_log (actor, action) VALUES ('a', 'b')");
  for (const change of ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE finding_history"]) {
    await expect(query(change), change).rejects.toThrow("append-only");
  }
});

test("a finding is one a fingerprint, and closed exactly when it is fixed or verified", async () => {
  const add = `INSERT INTO findings (fingerprint, state, rule, verdict, opened_at, last_seen_at, closed_at)
    VALUES ($1, $2, 'budget', '{}', now(), now(), $3)`;
  await query(add, ["budget|a", "open", null]);
  await expect(query(add, ["budget|a", "open", null])).rejects.toThrow("findings_fingerprint_key");
  await expect(query(add, ["budget|b", "open", new Date()])).rejects.toThrow("check constraint");
  await expect(query(add, ["budget|c", "fixed", null])).rejects.toThrow("check constraint");
});

test("its connection is good for another client", async () => {
  const client = new Client(state.connection);
  await client.connect();
  const { rows } = await client.query("SELECT count(*)::int AS n FROM schema_migrations");
  expect(rows).toEqual([{ n: MIGRATIONS.length }]);
  await client.end();
});

test("the same store can be opened by its address; what is applied is not applied again", async () => {
  const byUrl = await openState({ url: socketUrl() });
  expect(byUrl.pid).toBeUndefined();
  expect(await byUrl.query(sql("SELECT version FROM schema_migrations"))).toHaveLength(MIGRATIONS.length);
  await byUrl.close();
});

test("two servers that migrate an empty database at once both end well", async () => {
  await query("CREATE DATABASE other");
  const url = socketUrl().replace("/governor?", "/other?");
  const [a, b] = await Promise.all([openState({ url }), openState({ url })]);
  expect(await a.query(sql("SELECT version FROM schema_migrations"))).toHaveLength(MIGRATIONS.length);
  await Promise.all([a.close(), b.close()]);
});

test("what a newer program wrote is refused", async () => {
  await query("INSERT INTO schema_migrations (version, name) VALUES (9999, 'later')");
  await expect(openState({ url: socketUrl() })).rejects.toMatchObject({
    code: "store.schema-newer",
    message: `The state store has schema version 9999; this program knows versions up to ${MIGRATIONS.length}.`,
  });
  await query("DELETE FROM schema_migrations WHERE version = 9999");
});

test("killed in the middle of a transaction the server comes back: what was committed is there, nothing else", async () => {
  const up = new Promise<void>((resolve) => state.onUp(resolve));
  const victim = state.pid!;
  const add = "INSERT INTO audit_log (actor, action) VALUES ($1, 'kill')";
  await query(add, ["committed"]);
  const open = state.transaction(async (queries) => {
    await queries.query(sql(add), ["open"]);
    process.kill(victim, "SIGKILL");
    // The server's end closes this connection while nothing runs on it.
    await up;
    await queries.query(sql("SELECT 1"));
  });
  await expect(open).rejects.toMatchObject({ code: "state.unavailable" });
  expect(state.pid).not.toBe(victim);
  expect(state.restarts).toBe(1);
  await state.ping(5_000);
  expect(await query("SELECT actor FROM audit_log WHERE action = 'kill'")).toEqual([{ actor: "committed" }]);
});

test("an address that is not one is refused without its password", async () => {
  const opening = openState({ url: "mysql://user:secret@host/db" });
  await expect(opening).rejects.toMatchObject({ code: "config.invalid" });
  await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining("secret") });
});
