import { createWriteStream } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createZstdCompress } from "node:zlib";

import { afterAll, beforeAll, expect, test } from "vitest";

import { SILENT_LOG } from "../log.ts";
import type { BackupManifest } from "./archive/manifest.ts";
import { verifyBackup } from "./archive/read.ts";
import { writeBackup } from "./backup.ts";
import { openFacts, type FactsHandle } from "./facts/open.ts";
import { restoreBackup } from "./restore.ts";
import { SYSTEM_SCOPE } from "./scope.ts";
import { openState, type StateHandle } from "./state/open.ts";

let folder: string;
let archive: string;
let facts: FactsHandle;
let state: StateHandle;
let manifest: BackupManifest;

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const TRICKY = { quote: `"'\\`, unicode: "Ü\u2028", number: 12345678901234567890n.toString(), nothing: null };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gov-"));
  await chmod(folder, 0o711);
  archive = join(folder, "backup.tar.zst");
  facts = await openFacts({ dataDir: join(folder, "old"), log: SILENT_LOG });
  state = await openState({ dataDir: join(folder, "old"), log: SILENT_LOG });
  await plant();
  manifest = await backUp(archive);
}, 60_000);

afterAll(async () => {
  await Promise.all([facts?.close(), state?.close()]);
  await rm(folder, { recursive: true, force: true });
});

async function plant(): Promise<void> {
  const text =
    "INSERT INTO trace_spans (received_at, start_time, duration_ns, trace_id, span_id, service, tenant, weight) " +
    "SELECT now64(3) - INTERVAL number % 3 DAY, now64(9), number * 1000, toFixedString(leftPad(toString(number), 16, '0'), 16), " +
    "toFixedString(leftPad(toString(number), 8, '0'), 8), 'orders', concat('tenant-', toString(number % 5)), 1 FROM numbers(5000)";
  await facts.client.command({ text, name: "test" });
  const audit =
    "INSERT INTO audit_log (actor, action, subject, details) SELECT 'local', 'test.made', n::text, $1 FROM generate_series(1, 2500) n";
  await state.query({ text: audit, name: "test" }, [JSON.stringify(TRICKY)]);
  const key = "INSERT INTO keys (name, role, secret_hash, prefix) VALUES ('k', 'viewer', '\\x00ff10', 'gov_')";
  await state.query({ text: key, name: "test" });
}

async function backUp(path: string): Promise<BackupManifest> {
  const zstd = createZstdCompress();
  const file = zstd.pipe(createWriteStream(path));
  const written = await writeBackup({
    facts,
    state,
    quiet: (work) => work(0),
    version: "0.1.0",
    nowMs: NOW_MS,
    write: async (bytes) => void (zstd.write(bytes) || (await new Promise((resolve) => zstd.once("drain", resolve)))),
  });
  zstd.end();
  await finished(file);
  return written;
}

const SPANS = {
  text: "SELECT tenant, toString(count()) AS spans, toString(sum(duration_ns)) AS total FROM spans GROUP BY tenant ORDER BY tenant",
  name: "test",
};
const AUDIT = {
  text: "SELECT id, actor, action, subject, details, time::text FROM audit_log ORDER BY id",
  name: "test",
};
const KEYS = { text: "SELECT id, encode(secret_hash, 'hex') AS hash, created_at::text FROM keys", name: "test" };

test("what is restored is what was there, in both stores", { timeout: 60_000 }, async () => {
  const dataDir = join(folder, "new");
  await restoreBackup({ from: archive, dataDir, log: SILENT_LOG, progress: () => {} });
  await using restored = new AsyncDisposableStack();
  const newFacts = await openFacts({ dataDir, log: SILENT_LOG });
  restored.defer(() => newFacts.close());
  const newState = await openState({ dataDir, log: SILENT_LOG });
  restored.defer(() => newState.close());

  expect(await newFacts.read(SPANS, {}, SYSTEM_SCOPE)).toEqual(await facts.read(SPANS, {}, SYSTEM_SCOPE));
  expect(await newState.query(AUDIT)).toEqual(await state.query(AUDIT));
  expect(await newState.query(KEYS)).toEqual(await state.query(KEYS));
  expect(manifest.facts?.tables["trace_spans"]).toEqual({ rows: 5000 });
  expect(manifest.state.tables["audit_log"]).toEqual({ rows: 2500 });

  // Numbers go on after the last one, and history stays append-only.
  const insert = "INSERT INTO audit_log (actor, action) VALUES ('local', 'test.later') RETURNING id::int";
  expect(await newState.query({ text: insert, name: "test" })).toEqual([{ id: 2501 }]);
  await expect(newState.query({ text: "DELETE FROM audit_log", name: "test" })).rejects.toThrow(/append-only/);
});

test("a backup leaves no copy behind in the engine's folder", async () => {
  expect(await readdir(join(facts.engineDir ?? "", "shadow"))).not.toContainEqual(expect.stringMatching(/^backup_/));
});

test("one changed byte anywhere is found before anything is written", async () => {
  const bytes = await readFile(archive);
  for (const at of [40, Math.floor(bytes.length / 2), bytes.length - 40]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    const path = join(folder, "changed.tar.zst");
    await writeFile(path, changed);
    const dataDir = join(folder, "refused");
    const restored = restoreBackup({ from: path, dataDir, log: SILENT_LOG, progress: () => {} });
    await expect(restored).rejects.toMatchObject({ code: "backup.damaged" });
    expect(await readdir(folder)).not.toContainEqual(expect.stringMatching(/^refused/));
  }
});

test("a backup that was cut off anywhere is refused", async () => {
  const bytes = await readFile(archive);
  for (const share of [0, 0.3, 0.99]) {
    const path = join(folder, "cut.tar.zst");
    await writeFile(path, bytes.subarray(0, Math.floor(bytes.length * share)));
    await expect(verifyBackup(path)).rejects.toMatchObject({ code: "backup.damaged" });
  }
});

test("a folder with something in it is not restored into", async () => {
  const restored = restoreBackup({ from: archive, dataDir: folder, log: SILENT_LOG, progress: () => {} });
  await expect(restored).rejects.toMatchObject({ code: "restore.target" });
});

test("a backup of a newer schema is refused by its number", async () => {
  const path = join(folder, "newer");
  await rm(path, { recursive: true, force: true });
  const { mkdir } = await import("node:fs/promises");
  await mkdir(path);
  const newer = { ...manifest, state: { ...manifest.state, schemaVersion: 9999 }, entries: {} };
  await writeFile(join(path, "manifest.json"), JSON.stringify(newer));
  const restored = restoreBackup({ from: path, dataDir: join(folder, "n"), log: SILENT_LOG, progress: () => {} });
  await expect(restored).rejects.toMatchObject({ code: "store.schema-newer" });
});
