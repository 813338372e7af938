import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SILENT_LOG } from "../../log.ts";
import { openState, type StateHandle } from "../../store/state/open.ts";
import { revokeKey } from "./key.ts";
import { openSetup, type Setup } from "./setup.ts";

const NOW = Date.UTC(2026, 10, 23);
const HOUR_MS = 3_600_000;

let folder: string;
let state: StateHandle;
let setup: Setup;
let token: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gov-"));
  await chmod(folder, 0o711);
  state = await openState({ dataDir: folder, log: SILENT_LOG });
  const opened = await openSetup(state, { random: new Uint8Array(24).fill(1), nowMs: NOW });
  setup = opened.setup;
  token = opened.token ?? "";
});

afterEach(async () => {
  await state.close();
  await rm(folder, { recursive: true, force: true });
});

const ann = (nowMs = NOW) => ({ name: "ann", random: new Uint8Array(24).fill(2), nowMs });

test("the link's token is exchanged once for an owner's key; the next start offers none", async () => {
  const { key, secret } = await setup.exchange(token, ann());
  expect(key).toMatchObject({ name: "ann", role: "owner", createdBy: "setup" });
  expect(secret).toMatch(/^gov_own_/);
  await expect(setup.exchange(token, ann())).rejects.toMatchObject({ code: "setup.closed" });
  expect((await openSetup(state, { random: new Uint8Array(24), nowMs: NOW })).token).toBeNull();
});

test("used in two windows at once it makes one key", async () => {
  const both = await Promise.allSettled([setup.exchange(token, ann()), setup.exchange(token, ann())]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
});

test("a used token stays used when its owner's key is revoked", async () => {
  const { key } = await setup.exchange(token, ann());
  await revokeKey(state, key.id, "local", NOW);
  await expect(setup.exchange(token, ann())).rejects.toMatchObject({ code: "setup.wrong-token" });
});

test("a wrong token, one of an earlier start, and one past its hour make nothing", async () => {
  await expect(setup.exchange(`${token}x`, ann())).rejects.toMatchObject({ code: "setup.wrong-token" });
  const later = await openSetup(state, { random: new Uint8Array(24).fill(3), nowMs: NOW });
  await expect(later.setup.exchange(token, ann())).rejects.toMatchObject({ code: "setup.wrong-token" });
  await expect(setup.exchange(token, ann(NOW + HOUR_MS))).rejects.toMatchObject({ code: "setup.wrong-token" });
  expect(await state.query({ name: "test", text: "SELECT 1 FROM keys" })).toEqual([]);
  await expect(setup.exchange(token, ann(NOW + HOUR_MS - 1))).resolves.toBeDefined();
});
