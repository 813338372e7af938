import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chmod } from "node:fs/promises";
import { ROLES } from "@governor/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SILENT_LOG } from "../../log.ts";
import { openState, type StateHandle } from "../../store/state/open.ts";
import { createKey, listKeys, revokeKey, rotateKey } from "./key.ts";
import { readLocalKey, writeLocalKey } from "./local.ts";
import { openKeyRing } from "./ring.ts";

let folder: string;
let state: StateHandle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gov-"));
  await chmod(folder, 0o711);
  state = await openState({ dataDir: folder, log: SILENT_LOG });
});

afterAll(async () => {
  await state.close();
  await rm(folder, { recursive: true, force: true });
});

const NOW = Date.UTC(2026, 10, 23);

function wanted(name: string, byte: number) {
  return {
    name,
    role: "ci" as const,
    tenants: "all" as const,
    teams: "all" as const,
    actor: "local",
    random: new Uint8Array(24).fill(byte),
    nowMs: NOW,
  };
}

test("a key is known by its secret, and nothing that is stored gives the secret back", async () => {
  const { key, secret } = await createKey(state, wanted("main", 1));
  const ring = openKeyRing(state, { localSecret: "gov_local_x", nowMs: () => NOW });
  expect(await ring.find(secret)).toMatchObject({ actor: `key:${key.id}`, name: "main", role: "ci" });
  expect(await ring.find(`${secret}x`)).toBeNull();
  const stored = await state.query<{ text: string }>({ name: "test", text: "SELECT keys::text AS text FROM keys" });
  expect(stored.map((row) => row.text).join()).not.toContain(secret.slice(key.prefix.length));
});

test("requests that come at once, right after the start, all wait for the list", async () => {
  const { secret } = await createKey(state, wanted("burst", 2));
  const ring = openKeyRing(state, { localSecret: "gov_local_x", nowMs: () => NOW });
  const found = await Promise.all(Array.from({ length: 20 }, () => ring.find(secret)));
  expect(found.every((principal) => principal?.role === "ci")).toBe(true);
});

test("a revoked key is refused within the reload time, and at once where it was revoked", async () => {
  const { key, secret } = await createKey(state, wanted("leaked", 3));
  let nowMs = NOW;
  const here = openKeyRing(state, { localSecret: "gov_local_x", nowMs: () => nowMs });
  const elsewhere = openKeyRing(state, { localSecret: "gov_local_y", nowMs: () => nowMs });
  await Promise.all([here.find(secret), elsewhere.find(secret)]);
  await revokeKey(state, key.id, "local", NOW);
  here.reload();
  expect(await here.find(secret)).toBeNull();
  nowMs += 5_000;
  expect(await elsewhere.find(secret)).toBeNull();
});

test("revoking what is not there says how to find what is", async () => {
  await expect(revokeKey(state, "5b0e9f0e-0000-4000-8000-000000000000", "local", NOW)).rejects.toThrow(/no key/);
});

test("a name is taken until its key is revoked", async () => {
  const { key } = await createKey(state, wanted("one", 6));
  await expect(createKey(state, wanted("one", 7))).rejects.toThrow(/already/);
  await revokeKey(state, key.id, "local", NOW);
  await expect(createKey(state, wanted("one", 7))).resolves.toMatchObject({ key: { name: "one" } });
});

test("making and revoking leave a line each in the audit log, with who did it", async () => {
  const { key } = await createKey(state, wanted("audited", 4));
  await revokeKey(state, key.id, "key:somebody", NOW);
  const lines = await state.query<{ actor: string; action: string }>(
    { name: "test", text: "SELECT actor, action FROM audit_log WHERE subject = $1 ORDER BY id" },
    [`key:${key.id}`],
  );
  expect(lines).toEqual([
    { actor: "local", action: "key.created" },
    { actor: "key:somebody", action: "key.revoked" },
  ]);
});

test("when a key was last used is known", async () => {
  const { key, secret } = await createKey(state, wanted("used", 5));
  let nowMs = NOW + 60_000;
  const ring = openKeyRing(state, { localSecret: "gov_local_x", nowMs: () => nowMs });
  await ring.find(secret);
  nowMs += 5_000;
  await ring.find(secret);
  const listed = (await listKeys(state)).find(({ id }) => id === key.id);
  expect(listed?.lastUsedMs).toBe(NOW + 60_000);
});

test("the local key is readable by its owner alone and is new at each start", async () => {
  const first = await writeLocalKey(folder, new Uint8Array(24).fill(8));
  const second = await writeLocalKey(folder, new Uint8Array(24).fill(9));
  expect(first).not.toBe(second);
  expect(await readLocalKey(folder)).toBe(second);
  expect((await stat(join(folder, "local.key"))).mode & 0o777).toBe(0o600);
  const ring = openKeyRing(state, { localSecret: second, nowMs: () => NOW });
  expect(await ring.find(second)).toMatchObject({ actor: "local", role: "owner" });
  expect(await ring.find(first)).toBeNull();
});

test("after a rotation both secrets work until the grace ends, then the new one alone", async () => {
  const { key, secret } = await createKey(state, wanted("rotated", 10));
  const by = { actor: "key:boss", graceMs: 3_600_000, random: new Uint8Array(24).fill(11), nowMs: NOW };
  const renewed = await rotateKey(state, key, by);
  let nowMs = NOW;
  const ring = openKeyRing(state, { localSecret: "gov_local_x", nowMs: () => nowMs });
  expect(renewed.key).toMatchObject({ id: key.id, rotatedMs: NOW, graceUntilMs: NOW + 3_600_000 });
  expect(await ring.find(secret)).toMatchObject({ actor: `key:${key.id}` });
  expect(await ring.find(renewed.secret)).toMatchObject({ actor: `key:${key.id}` });
  nowMs = NOW + 3_600_000;
  expect(await ring.find(secret)).toBeNull();
  expect(await ring.find(renewed.secret)).not.toBeNull();
});

test("without a grace the old secret ends with the rotation, and revoking ends both", async () => {
  const { key, secret } = await createKey(state, wanted("cut", 12));
  const by = { actor: "local", graceMs: 0, random: new Uint8Array(24).fill(13), nowMs: NOW };
  const second = await rotateKey(state, key, by);
  const third = await rotateKey(state, key, { ...by, graceMs: 60_000, random: new Uint8Array(24).fill(14) });
  const ring = openKeyRing(state, { localSecret: "gov_local_x", nowMs: () => NOW });
  const known = async () => Promise.all([secret, second.secret, third.secret].map((one) => ring.find(one)));
  expect((await known()).map((found) => found !== null)).toEqual([false, true, true]);
  await revokeKey(state, key.id, "local", NOW);
  ring.reload();
  expect((await known()).map((found) => found !== null)).toEqual([false, false, false]);
  await expect(rotateKey(state, key, by)).rejects.toMatchObject({ code: "request.not-found" });
});

test("a key comes with what it is limited to, and who administers or only sends cannot be limited", async () => {
  const limited = { ...wanted("acme wall", 15), role: "viewer" as const, tenants: ["acme"], teams: ["search"] };
  const { key, secret } = await createKey(state, limited);
  expect(key).toMatchObject({ tenants: ["acme"], teams: ["search"], createdBy: "local" });
  const ring = openKeyRing(state, { localSecret: "gov_local_x", nowMs: () => NOW });
  expect(await ring.find(secret)).toMatchObject({ tenants: ["acme"], teams: ["search"] });
  for (const role of ["owner", "admin", "ingest", "public"] as const) {
    const refused = createKey(state, { ...limited, name: `limited ${role}`, role });
    await expect(refused, role).rejects.toMatchObject({ code: "key.scope-refused" });
  }
});

test("every role's keys begin in a way of their own", async () => {
  const prefixes = await Promise.all(
    ROLES.map(async (role, n) => (await createKey(state, { ...wanted(`role ${role}`, 20 + n), role })).key.prefix),
  );
  expect(new Set(prefixes.map((prefix) => prefix.replace(/_[^_]*$/, "")))).toHaveProperty("size", ROLES.length);
});
