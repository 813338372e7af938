import { mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FindingsResponse, StoreResponse, TraceResponse } from "@governor/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { jsonTrace, post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let traces: { traceId: string; spanIds: string[] }[];

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startServer(join(folder.path, "old"));
  traces = await send(server.url, 30);
}, 60_000);

afterEach(({ task }) => {
  if (task.result?.state === "fail") console.error(server.log());
});

afterAll(async () => {
  await server?.end("SIGTERM");
  await folder.remove();
});

async function send(url: string, count: number): Promise<{ traceId: string; spanIds: string[] }[]> {
  const sent = Array.from({ length: count }, () => jsonTrace(20, Date.now()));
  for (const { body } of sent) expect(await post(url, body)).toBe(200);
  return sent;
}

function store(...args: string[]): ReturnType<typeof governor> {
  return governor(["store", ...args, "--url", server.url, "--data", join(folder.path, "old")]);
}

test(
  "what was acknowledged before a backup is there after a restore, and the server serves meanwhile",
  { timeout: 120_000 },
  async () => {
    const path = join(folder.path, "backup.tar.zst");
    let stop = false;
    const meanwhile = (async () => {
      let answered = 0;
      while (!stop) {
        expect(await post(server.url, jsonTrace(5, Date.now()).body)).toBe(200);
        await getJson(`${server.url}/api/v1/status`);
        answered += 1;
      }
      return answered;
    })();
    const made = await store("backup", path, "--json");
    stop = true;
    expect(made).toMatchObject({ code: 0 });
    expect(await meanwhile).toBeGreaterThan(0);
    expect(JSON.parse(made.stdout)).toMatchObject({ schemaVersion: 1, path, rowsNotIncluded: 0 });

    const data = join(folder.path, "new");
    const restored = await governor(["store", "restore", path, "--data", data]);
    expect(restored.stdout.trim(), restored.stderr).toBe(data);
    const again = await startServer(data);
    try {
      for (const { traceId, spanIds } of traces) {
        const trace = await getJson<TraceResponse>(`${again.url}/api/v1/traces/${traceId}`);
        expect(trace.spans.map((span) => span.spanId).toSorted()).toEqual(spanIds.toSorted());
      }
      const counts = JSON.parse(made.stdout) as { facts: { tables: Record<string, { rows: number }> } };
      const usage = await getJson<StoreResponse>(`${again.url}/api/v1/store`);
      for (const { table, rows } of usage.facts.tables.filter((one) => !one.table.startsWith("rollup_"))) {
        expect({ table, rows }).toEqual({ table, rows: counts.facts.tables[table]?.rows });
      }
      // The copy lives on as a server of its own.
      await send(again.url, 1);
      expect((await getJson<FindingsResponse>(`${again.url}/api/v1/findings`)).findings).toEqual([]);
    } finally {
      await again.end("SIGTERM");
    }
  },
);

test("a backup goes into a folder too, and that restores as well", { timeout: 60_000 }, async () => {
  const path = join(folder.path, "backup-folder");
  expect(await store("backup", path)).toMatchObject({ code: 0 });
  expect(await readdir(path)).toEqual(expect.arrayContaining(["facts", "manifest.json", "state"]));
  const data = join(folder.path, "of-folder");
  expect(await governor(["store", "restore", path, "--data", data])).toMatchObject({ code: 0 });
  const migrated = await governor(["store", "migrate", "--dry-run", "--data", data, "--json"]);
  expect(JSON.parse(migrated.stdout)).toEqual({ schemaVersion: 1, dryRun: true, facts: [], state: [] });
});

test("a backup holds no secrets of the machine: neither its key nor its sockets", { timeout: 60_000 }, async () => {
  const key = (await readFile(join(folder.path, "old", "local.key"), "utf8")).trim();
  const path = await mkdtemp(join(folder.path, "b-"));
  expect(await store("backup", path)).toMatchObject({ code: 0 });
  const files = (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) expect((await readFile(join(file.parentPath, file.name))).includes(key)).toBe(false);
});

test("nothing is written over: not a file, not a folder with something in it", async () => {
  const path = join(folder.path, "taken.tar.zst");
  await writeFile(path, "mine");
  expect(await store("backup", path)).toMatchObject({ code: 2, stderr: expect.stringContaining("[backup.target]") });
  expect(await readFile(path, "utf8")).toBe("mine");
  const onServer = join(folder.path, "old");
  const refused = await governor(["store", "restore", join(folder.path, "backup.tar.zst"), "--data", onServer]);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("[restore.target]") });
});

test("a backup that breaks off leaves no file under its name", { timeout: 60_000 }, async () => {
  const data = join(folder.path, "breaking");
  const breaking = await startServer(data);
  try {
    await send(breaking.url, 200);
    const facts = join(data, "facts", "data", "shadow");
    const path = join(folder.path, "broken.tar.zst");
    const running = governor(["store", "backup", path, "--url", breaking.url, "--data", data]);
    // The moment at which it copies, as its frozen copy shows.
    await until("the copy is there", 30_000, async () =>
      (await readdir(facts)).some((name) => name.startsWith("backup_")),
    );
    await breaking.end("SIGKILL");
    const { code, stderr } = await running;
    const finished = code === 0;
    if (!finished) {
      expect(stderr).toMatch(/\[(backup\.failed|backup\.damaged|server\.unreachable)\]/);
      await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
    }
    await expect(stat(`${path}.partial`)).rejects.toMatchObject({ code: "ENOENT" });
  } finally {
    await breaking.end("SIGKILL");
  }
});

test("stores are not migrated under a running server", async () => {
  const refused = await governor(["store", "migrate", "--data", join(folder.path, "old")]);
  expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining("[store.locked]") });
});

test("disk use is told by table and day, and the forecast waits for an hour of data", async () => {
  const usage = JSON.parse((await store("stats", "--json")).stdout) as StoreResponse;
  const spans = usage.facts.tables.find(({ table }) => table === "trace_spans");
  expect(spans).toMatchObject({ retentionDays: 14, rows: expect.any(Number) });
  expect(spans?.rows).toBeGreaterThanOrEqual(600);
  expect(usage.facts.bytesPerSpan).toBeGreaterThan(1);
  expect(usage.facts.days.map(({ day }) => day)).toEqual([new Date().toISOString().slice(0, 10)]);
  expect(usage.state.tables.find(({ table }) => table === "public.schema_migrations")?.rows).toBeGreaterThan(0);
  expect(usage.state.tables.map(({ table }) => table)).toContain("public.findings");
  expect(usage.disk.freeBytes).toBeGreaterThan(0);
  expect(usage.forecast).toBeNull();
  expect((await store("stats")).stdout).toMatch(/less than an hour of data/);
});
