import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SILENT_LOG } from "../../log.ts";
import { openState, type StateHandle } from "../../store/state/open.ts";
import { appendAudit } from "./append.ts";
import { listAudit, type AuditFilter } from "./list.ts";

const NOW = Date.UTC(2026, 10, 23);
const ALL: AuditFilter = { before: null, actor: "", action: "", subject: "", sinceMs: null, limit: 100 };

let folder: string;
let state: StateHandle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gov-"));
  await chmod(folder, 0o711);
  state = await openState({ dataDir: folder, log: SILENT_LOG });
  for (const [n, action] of ["key.created", "finding.snoozed", "key.revoked", "keyring.opened"].entries()) {
    const line = { actor: n === 1 ? "key:someone" : "local", action, subject: `thing:${n}`, details: { n } };
    await appendAudit(state, { ...line, nowMs: NOW + n * 1_000 });
  }
});

afterAll(async () => {
  await state.close();
  await rm(folder, { recursive: true, force: true });
});

const sql = (text: string) => ({ text, name: "test" });
const actions = async (filter: Partial<AuditFilter>) =>
  (await listAudit(state, { ...ALL, ...filter })).map(({ action }) => action);

test("lines come newest first, with who, what, to what, when and the details", async () => {
  const [newest, ...rest] = await listAudit(state, ALL);
  expect(newest).toMatchObject({
    actor: "local",
    actorName: "local",
    action: "keyring.opened",
    subject: "thing:3",
    timeMs: NOW + 3_000,
    details: { n: 3 },
  });
  expect(rest.map(({ action }) => action)).toEqual(["key.revoked", "finding.snoozed", "key.created"]);
});

test("a noun finds all that was done to its kind, and no other noun that begins like it", async () => {
  expect(await actions({ action: "key" })).toEqual(["key.revoked", "key.created"]);
  expect(await actions({ action: "key.created" })).toEqual(["key.created"]);
});

test("lines are found by actor, subject and time, page by page", async () => {
  expect(await actions({ actor: "key:someone" })).toEqual(["finding.snoozed"]);
  expect(await actions({ subject: "thing:0" })).toEqual(["key.created"]);
  expect(await actions({ sinceMs: NOW + 2_000 })).toEqual(["keyring.opened", "key.revoked"]);
  const [, second] = await listAudit(state, { ...ALL, limit: 2 });
  expect(await actions({ before: second?.id ?? 0 })).toEqual(["finding.snoozed", "key.created"]);
});

test("a key's name is shown for it, and finds it", async () => {
  const insert = `INSERT INTO keys (name, role, secret_hash, prefix) VALUES ('ann', 'owner', '\\x01', 'gov_own_') RETURNING id`;
  const [key] = await state.query<{ id: string }>(sql(insert));
  const line = { actor: `key:${key?.id}`, action: "deploy.announced", subject: "", details: {} };
  await appendAudit(state, { ...line, nowMs: NOW });
  const [found] = await listAudit(state, { ...ALL, actor: "ann" });
  expect(found).toMatchObject({ actor: `key:${key?.id}`, actorName: "ann" });
});

test("a line is never changed, taken out, or emptied away", async () => {
  for (const change of [
    "UPDATE audit_log SET actor = 'nobody'",
    "UPDATE audit_log SET actor = 'nobody' WHERE false",
    "DELETE FROM audit_log",
    "TRUNCATE audit_log",
    "TRUNCATE audit_log CASCADE",
    "MERGE INTO audit_log USING (VALUES (1)) AS one (n) ON true WHEN MATCHED THEN DELETE",
  ]) {
    await expect(state.query(sql(change)), change).rejects.toThrow("append-only");
  }
  expect(await listAudit(state, ALL)).toHaveLength(5);
});

test("a change whose transaction fails leaves no line", async () => {
  const failed = state.transaction(async (queries) => {
    await appendAudit(queries, { actor: "local", action: "never.done", subject: "", details: {}, nowMs: NOW });
    throw new Error("on second thought");
  });
  await expect(failed).rejects.toThrow("on second thought");
  expect(await actions({ action: "never.done" })).toEqual([]);
});
