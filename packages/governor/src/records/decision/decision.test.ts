import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SILENT_LOG } from "../../log.ts";
import { openState, type StateHandle } from "../../store/state/open.ts";
import { decide, listDecisions, propose } from "./decision.ts";
import { demandSecond } from "./second.ts";

const NOW = Date.UTC(2026, 10, 23);
const DAY_MS = 86_400_000;

let folder: string;
let state: StateHandle;
/** Keys by name: the machine made `ann` and `ben`, `ann` made `cleo`, `cleo` made `dora`. */
const actors: Record<"ann" | "ben" | "cleo" | "dora", string> = { ann: "", ben: "", cleo: "", dora: "" };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gov-"));
  await chmod(folder, 0o711);
  state = await openState({ dataDir: folder, log: SILENT_LOG });
  actors.ann = await insertKey("ann", "local");
  actors.ben = await insertKey("ben", "local");
  actors.cleo = await insertKey("cleo", actors.ann);
  actors.dora = await insertKey("dora", actors.cleo);
});

afterAll(async () => {
  await state.close();
  await rm(folder, { recursive: true, force: true });
});

const sql = (text: string) => ({ text, name: "test" });

async function insertKey(name: string, createdBy: string): Promise<string> {
  const text = `INSERT INTO keys (name, role, secret_hash, prefix, created_by)
    VALUES ($1, 'owner', sha256(convert_to($1, 'UTF8')), 'gov_own_', $2) RETURNING 'key:' || id AS actor`;
  const [row] = await state.query<{ actor: string }>(sql(text), [name, createdBy]);
  return row?.actor ?? "";
}

let count = 0;
function proposed(by: string, nowMs = NOW): Promise<string> {
  const wanted = { kind: "tenant.erase", subject: `erasure:${count++}`, reason: "asked to", proposedBy: by, nowMs };
  return propose(state, wanted);
}

const approval = (actor: string, nowMs = NOW) => ({ outcome: "approved" as const, actor, note: "", nowMs });

test("a second person approves, and both are named in the audit log", async () => {
  const id = await proposed(actors.ann);
  const decision = await decide(state, id, { ...approval(actors.ben), note: "seen the contract" });
  expect(decision).toMatchObject({
    state: "approved",
    proposedByName: "ann",
    decidedByName: "ben",
    note: "seen the contract",
    decidedMs: NOW,
  });
  const lines = await state.query(sql("SELECT actor, action FROM audit_log WHERE subject = $1 ORDER BY id"), [
    `decision:${id}`,
  ]);
  expect(lines).toEqual([
    { actor: actors.ann, action: "decision.proposed" },
    { actor: actors.ben, action: "decision.approved" },
  ]);
});

test("who proposed it cannot approve it, and is told how two people do it", async () => {
  const id = await proposed(actors.ann);
  await expect(decide(state, id, approval(actors.ann))).rejects.toMatchObject({
    code: "auth.second-person",
    remedy: expect.stringContaining("governor keys create"),
  });
});

test("a key that one made for oneself is no second person, however many keys are between, in either direction", async () => {
  for (const [proposer, decider] of [
    [actors.ann, actors.cleo],
    [actors.ann, actors.dora],
    [actors.dora, actors.ann],
    ["local", actors.ann],
    ["local", actors.dora],
    [actors.ben, "local"],
  ] as const) {
    await expect(demandSecond(state, proposer, decider), `${proposer} ${decider}`).rejects.toMatchObject({
      code: "auth.second-person",
    });
  }
  await expect(demandSecond(state, actors.dora, actors.ben)).resolves.toBeUndefined();
});

test("who gave a key its present secret knows it, so they are no second person to it either", async () => {
  const eve = await insertKey("eve", "setup");
  await expect(demandSecond(state, actors.ben, eve)).resolves.toBeUndefined();
  await state.query(sql("UPDATE keys SET rotated_by = $1 WHERE name = 'eve'"), [actors.ben]);
  await expect(demandSecond(state, actors.ben, eve)).rejects.toMatchObject({ code: "auth.second-person" });
});

test("the table itself refuses an approval by who proposed it", async () => {
  const id = await proposed(actors.ann);
  const update =
    "UPDATE decisions SET outcome = 'approved', decided_by = proposed_by, decided_at = now() WHERE id = $1";
  await expect(state.query(sql(update), [id])).rejects.toThrow("check constraint");
});

test("who proposed it takes it back by denying it, and it can be proposed again", async () => {
  const wanted = { kind: "tenant.erase", subject: "erasure:again", reason: "", proposedBy: actors.ann, nowMs: NOW };
  const id = await propose(state, wanted);
  await expect(propose(state, wanted)).rejects.toMatchObject({ code: "decision.open" });
  await decide(state, id, { ...approval(actors.ann), outcome: "denied" });
  expect(await propose(state, wanted)).not.toBe(id);
});

test("it is decided once", async () => {
  const id = await proposed(actors.ann);
  const both = await Promise.allSettled([
    decide(state, id, approval(actors.ben)),
    decide(state, id, { ...approval(actors.ben), outcome: "denied" }),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  await expect(decide(state, id, approval(actors.ben))).rejects.toMatchObject({ code: "decision.closed" });
});

test("what nobody decides within a week is over, and makes way for being asked again", async () => {
  const wanted = { kind: "tenant.erase", subject: "erasure:late", reason: "", proposedBy: actors.ann, nowMs: NOW };
  const id = await propose(state, wanted);
  const later = NOW + 7 * DAY_MS;
  await expect(decide(state, id, approval(actors.ben, later))).rejects.toThrow("expired");
  const open = await listDecisions(state, { isOpen: true, limit: 100, nowMs: later });
  expect(open.map((one) => one.id)).not.toContain(id);
  const again = await propose(state, { ...wanted, nowMs: later });
  expect(again).not.toBe(id);
  const all = await listDecisions(state, { isOpen: false, limit: 100, nowMs: later });
  expect(all.find((one) => one.id === id)).toMatchObject({ state: "expired", decidedBy: "governor" });
});
