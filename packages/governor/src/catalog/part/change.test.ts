import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GovernorError } from "../../errors.ts";
import { SILENT_LOG } from "../../log.ts";
import { openState, type StateHandle } from "../../store/state/open.ts";
import { mergeCatalog, type PartText } from "../merge.ts";
import { pushPart, removePart, rollBack, type Change } from "./change.ts";
import { readNewestVersion, readParts, readPartsAt, readVersions } from "./read.ts";

const NOW = Date.UTC(2026, 10, 23);
const PEOPLE = 'version: 1\nteams:\n  search: { contact: "#search" }\n  graph:\n';
const CASES = "version: 1\nservices:\n  cases-api: { owner: search }\n";

let folder: string;
let state: StateHandle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gov-parts-"));
  await chmod(folder, 0o711);
  state = await openState({ dataDir: folder, log: SILENT_LOG });
}, 60_000);

afterAll(async () => {
  await state.close();
  await rm(folder, { recursive: true, force: true });
});

// Versions are append-only, so the parts of the test before are taken out by a version more.
beforeEach(async () => {
  for (const { name } of (await readParts(state)).toReversed()) await removePart(state, name, by());
});

describe("a push", () => {
  test("is in force, with what it changes said in nouns, and leaves a version and a line in the audit log", async () => {
    await push("people", PEOPLE);
    const pushed = await push("cases", CASES, { revision: "abc" });
    expect(pushed).toMatchObject({
      outcome: "stored",
      differences: [{ text: "service cases-api added (owner search)" }],
    });
    expect((await readParts(state)).map(({ name, revision }) => [name, revision])).toEqual([
      ["people", ""],
      ["cases", "abc"],
    ]);
    const [newest] = await readVersions(state, { part: "cases", limit: 1 });
    expect(newest).toMatchObject({ version: pushed.version, change: "pushed", pushedBy: "key:ci", inForce: true });
    expect(await readNewestVersion(state)).toBe(pushed.version);
    expect(await lastAudit()).toEqual({
      actor: "key:ci",
      action: "catalog.pushed",
      subject: "catalog:cases",
      details: { version: pushed.version, revision: "abc", restores: null },
    });
  });

  test("of the same content again stores nothing", async () => {
    const first = await push("people", PEOPLE);
    expect(await push("people", PEOPLE)).toEqual({ outcome: "unchanged", version: first.version, differences: [] });
    expect(await readNewestVersion(state)).toBe(first.version);
  });

  test("that is only tried says what it would change and stores nothing", async () => {
    const first = await push("people", PEOPLE);
    const tried = await push("people", `${PEOPLE}  more:\n`, {}, { dryRun: true });
    expect(tried).toMatchObject({ outcome: "checked", version: first.version, differences: [{ id: "more" }] });
    expect(await readNewestVersion(state)).toBe(first.version);
  });

  test("with mistakes is refused with the place of each", async () => {
    const error = await refusal(
      push("people", "version: 1\nteams:\n  a: { contct: x }\nservices:\n  s: { owner: b }\n"),
    );
    expect(error).toMatchObject({ code: "catalog.part-invalid", http: 422 });
    expect(error.details).toMatchObject([
      { file: "governor.yaml", line: 3, column: 8, rule: "unknown-key" },
      { line: 5, column: 15, rule: "unknown-team" },
    ]);
    expect(await readParts(state)).toEqual([]);
  });

  test("that contradicts another part is refused, and says which and where, whichever came first", async () => {
    await push("people", PEOPLE);
    await push("other", 'version: 1\nteams:\n  mine: { contact: "#mine" }\n');
    for (const [part, text] of [
      ["other", "version: 1\nteams:\n  graph: { contact: x }\n"],
      ["people", `${PEOPLE}  mine: { contact: y }\n`],
    ] as const) {
      const error = await refusal(push(part, text));
      expect(error.code).toBe("catalog.conflict");
      expect(error.message).toContain(part === "other" ? "people (governor.yaml:4)" : "other (governor.yaml:3)");
    }
  });

  test("that takes away what another part refers to is refused, and says where that is", async () => {
    await push("people", PEOPLE);
    await push("cases", CASES);
    const error = await refusal(push("people", "version: 1\nteams:\n  graph:\n"));
    expect(error).toMatchObject({ code: "catalog.breaks-others", http: 409 });
    expect(error.message).toContain('cases:governor.yaml:3:23 There is no team "search"');
  });

  test("is merged with the server's own file, which is a part like any other", async () => {
    const filePart: PartText = { name: "file", file: "/etc/governor.yaml", text: PEOPLE };
    expect(await push("cases", CASES, {}, { filePart })).toMatchObject({ outcome: "stored" });
    const error = await refusal(push("people", PEOPLE.replace("#search", "#other"), {}, { filePart }));
    expect(error).toMatchObject({ code: "catalog.conflict" });
    await removePart(state, "cases", by({ filePart }));
  });

  test("is not refused for what was wrong before it and is not its own", async () => {
    const filePart: PartText = { name: "file", file: "f", text: "version: 1\nservices:\n  s: { owner: gone }\n" };
    expect(await push("people", PEOPLE, {}, { filePart })).toMatchObject({ outcome: "stored" });
  });
});

test("twenty repositories that push at once all get in, and none is lost", async () => {
  await push("people", PEOPLE);
  const names = Array.from({ length: 20 }, (_, i) => `repo-${i}`);
  const results = await Promise.all(
    names.map((name) => push(name, `version: 1\nservices:\n  ${name}: { owner: search }\n`)),
  );
  expect(new Set(results.map(({ version }) => version)).size).toBe(20);
  const merged = mergeCatalog(await readParts(state));
  expect([...merged.catalog.services.keys()].toSorted()).toEqual(names.toSorted());
}, 60_000);

test("of two that define one thing differently at once, one gets in and the other is told", async () => {
  const results = await Promise.allSettled([
    push("one", "version: 1\nteams:\n  a: { contact: x }\n"),
    push("two", "version: 1\nteams:\n  a: { contact: y }\n"),
  ]);
  expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const lost = results.find((result) => result.status === "rejected");
  expect(lost?.reason).toMatchObject({ code: "catalog.conflict" });
  expect(await readParts(state)).toHaveLength(1);
});

describe("going back", () => {
  test("brings a version's content back as a new version, and other parts stay as they are", async () => {
    const first = await push("people", PEOPLE);
    await push("people", PEOPLE.replace("#search", "#find"));
    const other = await push("cases", CASES);
    const back = await rollBack(state, Number(first.version), by());
    expect(back).toMatchObject({ part: "people", outcome: "stored" });
    expect(back.version).toBeGreaterThan(Number(other.version));
    expect(back.differences.map(({ text }) => text)).toEqual(["search contact #find → #search"]);
    expect((await readParts(state)).map(({ name, text }) => [name, text])).toEqual([
      ["people", PEOPLE],
      ["cases", CASES],
    ]);
    const [newest] = await readVersions(state, { part: "", limit: 1 });
    expect(newest).toMatchObject({ change: "rolled-back", restores: first.version });
    expect(await lastAudit()).toMatchObject({ action: "catalog.rolled-back", subject: "catalog:people" });
  });

  test("to what another part contradicts by now is refused", async () => {
    const first = await push("people", PEOPLE);
    await push("people", "version: 1\nteams:\n  graph:\n");
    await push("other", "version: 1\nteams:\n  search: { contact: elsewhere }\n");
    expect(await refusal(rollBack(state, Number(first.version), by()))).toMatchObject({ code: "catalog.conflict" });
  });

  test("brings a removed part back, and to its removal takes it out again", async () => {
    const first = await push("people", PEOPLE);
    await removePart(state, "people", by());
    const removal = await readNewestVersion(state);
    await rollBack(state, Number(first.version), by());
    expect(await readParts(state)).toHaveLength(1);
    await rollBack(state, Number(removal), by());
    expect(await readParts(state)).toEqual([]);
  });

  test("to a version that never was says how to find those that are", async () => {
    const error = await refusal(rollBack(state, 999_999, by()));
    expect(error).toMatchObject({ code: "request.not-found", remedy: "`governor catalog versions` lists them." });
  });
});

describe("taking a part out", () => {
  test("is refused while something refers to what it defines", async () => {
    await push("people", PEOPLE);
    await push("cases", CASES);
    expect(await refusal(removePart(state, "people", by()))).toMatchObject({ code: "catalog.breaks-others" });
    await removePart(state, "cases", by());
    expect(await removePart(state, "people", by())).toMatchObject({ outcome: "stored", version: null });
    expect(await lastAudit()).toMatchObject({ action: "catalog.removed", subject: "catalog:people" });
  });

  test("that is not there says so", async () => {
    expect(await refusal(removePart(state, "nobody", by()))).toMatchObject({ code: "request.not-found" });
  });
});

test("the catalog of any version can be put together again", async () => {
  const people = await push("people", PEOPLE);
  const cases = await push("cases", CASES);
  await push("people", PEOPLE.replace("#search", "#find"));
  await removePart(state, "cases", by());
  const at = async (version: number | null) =>
    (await readPartsAt(state, Number(version))).map(({ name, text }) => [name, text]);
  expect(await at(people.version)).toEqual([["people", PEOPLE]]);
  expect(await at(cases.version)).toEqual([
    ["people", PEOPLE],
    ["cases", CASES],
  ]);
});

test("versions cannot be changed or deleted, not even by the program", async () => {
  await push("people", PEOPLE);
  for (const text of ["DELETE FROM catalog_versions", "UPDATE catalog_versions SET content = ''"]) {
    await expect(state.query({ name: "test", text })).rejects.toThrow(/append-only|state/);
  }
});

function by(change: Partial<Change> = {}): Change {
  return { actor: "key:ci", nowMs: NOW, dryRun: false, filePart: null, ...change };
}

function push(part: string, text: string, more: { revision?: string } = {}, change: Partial<Change> = {}) {
  return pushPart(state, { part, text, file: "governor.yaml", revision: "", ...more }, by(change));
}

async function refusal(work: Promise<unknown>): Promise<GovernorError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GovernorError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

async function lastAudit(): Promise<unknown> {
  const [line] = await state.query({
    name: "test",
    text: "SELECT actor, action, subject, details FROM audit_log ORDER BY id DESC LIMIT 1",
  });
  return line;
}
