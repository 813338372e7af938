import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SILENT_LOG } from "../log.ts";
import { openState, type StateHandle } from "../store/state/open.ts";
import { openLiveCatalog } from "./live.ts";
import { pushPart } from "./part/change.ts";

let folder: string;
let state: StateHandle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gov-live-"));
  await chmod(folder, 0o711);
  state = await openState({ dataDir: join(folder, "data"), log: SILENT_LOG });
}, 60_000);

afterAll(async () => {
  await state.close();
  await rm(folder, { recursive: true, force: true });
});

test("a push on one node is in force on every other within its poll, and lets a file name what it defines", async () => {
  const path = join(folder, "governor.yaml");
  await writeFile(path, "version: 1\nservices:\n  a:\n");
  const [one, other] = await Promise.all([
    openLiveCatalog({ state, path: null, log: SILENT_LOG, pollMs: 50 }),
    openLiveCatalog({ state, path, log: SILENT_LOG, pollMs: 50 }),
  ]);
  try {
    expect(one.catalog.version).toBe("empty");
    await writeFile(path, "version: 1\nservices:\n  a: { owner: late }\n");
    await vi.waitFor(() => expect(other.problem).toContain('There is no team "late"'), { timeout: 15_000 });
    expect(other.catalog.services.get("a")?.owner).toBeNull();
    const pushed = { part: "people", text: "version: 1\nteams:\n  late:\n", file: "governor.yaml", revision: "" };
    await pushPart(state, pushed, { actor: "local", nowMs: Date.now(), dryRun: false, filePart: null });
    await vi.waitFor(() => expect([...one.catalog.teams.keys()]).toEqual(["late"]), { timeout: 15_000 });
    await vi.waitFor(() => expect(other.catalog.services.get("a")?.owner).toBe("late"), { timeout: 15_000 });
    expect(other.problem).toBeNull();
  } finally {
    one.close();
    other.close();
  }
}, 60_000);
