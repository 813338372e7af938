import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AuditResponse, Erasure, ErasuresResponse, TagValuesResponse } from "@governor/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { jsonTrace, post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

const TENANT = "tenant-to-forget-7c1f";
const OTHER = "tenant-that-stays-2b9d";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let first: string;
let second: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  // Of an earlier run: a segment that was put aside with the tenant's spans in it.
  const quarantine = join(folder.path, "wal", "quarantine");
  await mkdir(quarantine, { recursive: true });
  await writeFile(join(quarantine, "0000000000000001.seg"), `damaged ${TENANT} damaged`);
  server = await startServer(folder.path);
  first = await key("first", "owner");
  second = await key("second", "owner");
  for (let i = 0; i < 20; i++) for (const tenant of [TENANT, OTHER]) await send(tenant);
}, 60_000);

afterEach(({ task }) => {
  if (task.result?.state === "fail") console.error(server.log());
});

afterAll(async () => {
  await server?.end("SIGTERM");
  await folder.remove();
});

async function send(tenant: string): Promise<void> {
  const { body } = jsonTrace(50, Date.now());
  const attribute = { key: "governor.tenant", value: { stringValue: tenant } };
  const tagged = JSON.parse(body) as { resourceSpans: { resource: { attributes: unknown[] } }[] };
  tagged.resourceSpans[0]?.resource.attributes.push(attribute);
  expect(await post(server.url, JSON.stringify(tagged))).toBe(200);
}

async function key(name: string, role: string): Promise<string> {
  const made = await run("keys", "create", "--name", name, "--role", role);
  expect(made.code, made.stderr).toBe(0);
  return made.stdout.trim();
}

function run(...args: string[]): ReturnType<typeof governor> {
  return governor([...args, "--url", server.url, "--data", folder.path]);
}

async function newest(): Promise<Erasure> {
  const { erasures } = await getJson<ErasuresResponse>(`${server.url}/api/v1/store/erasures`);
  if (!erasures[0]) throw new Error("no erasure");
  return erasures[0];
}

async function spansOf(tenant: string): Promise<number> {
  const now = Date.now();
  const query = `tag=tenant&from=${now - 3_600_000}&to=${now + 60_000}`;
  const { values } = await getJson<TagValuesResponse>(`${server.url}/api/v1/values?${query}`);
  return values.find(({ value }) => value === tenant)?.spans ?? 0;
}

test("an erasure is approved by a second owner only, who names the tenant again", { timeout: 60_000 }, async () => {
  const ask = ["store", "erase", "--tenant", TENANT, "--reason", `contract of ${TENANT} ended`];
  const proposed = await run(...ask, "--key", first);
  expect(proposed.code, proposed.stderr).toBe(0);
  const id = proposed.stdout.trim();
  const approve = ["store", "erase", "--approve", id];
  const self = await run(...approve, "--tenant", TENANT, "--key", first);
  expect(self).toMatchObject({ code: 4, stderr: expect.stringContaining("[auth.second-person]") });
  const wrong = await run(...approve, "--tenant", OTHER, "--key", second);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("[erasure.other-tenant]") });
  const admin = await run(...approve, "--tenant", TENANT, "--key", await key("admin", "admin"));
  expect(admin).toMatchObject({ code: 4, stderr: expect.stringContaining("[auth.forbidden]") });
  expect(await newest()).toMatchObject({ state: "proposed", reason: "contract of (the tenant) ended" });
});

test(
  "afterwards the tenant's id stands in no byte of the data folder, and others are as they were",
  { timeout: 180_000 },
  async () => {
    await until("the tenant's spans are readable", 30_000, async () => (await spansOf(TENANT)) === 1_000);
    const { id } = await newest();
    const approved = await run("store", "erase", "--approve", id, "--tenant", TENANT, "--key", second);
    expect(approved.code, approved.stderr).toBe(0);
    const done = await until("the erasure has ended", 150_000, async () => {
      const erasure = await newest();
      return erasure.state === "running" ? null : erasure;
    });
    expect(done).toMatchObject({
      state: "done",
      report: { problem: null, remains: [], quarantineRemoved: 1, arrivedLater: 0 },
    });
    const spans = done.report?.tables.find(({ table }) => table === "trace_spans");
    expect(spans).toEqual({ store: "facts", table: "trace_spans", rowsBefore: 1000, rowsAfter: 0 });
    expect(done.report?.searched.bytes).toBeGreaterThan(1_000_000);

    // Looked for by other means than its own: every file, and through the API.
    const files = (await readdir(folder.path, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const holding: string[] = [];
    for (const file of files) {
      const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
      if (bytes.includes(TENANT)) holding.push(join(file.parentPath, file.name));
    }
    expect(holding).toEqual([]);
    expect(server.log()).not.toContain(TENANT);
    expect(await spansOf(TENANT)).toBe(0);
    expect(await spansOf(OTHER)).toBe(1_000);
  },
);

test("the audit log says who asked, who approved and that it was done, without the tenant", async () => {
  const { entries } = await getJson<AuditResponse>(`${server.url}/api/v1/audit`);
  const actions = entries.map(({ action }) => action);
  expect(actions).toEqual(expect.arrayContaining(["erasure.proposed", "erasure.approved", "tenant.erased"]));
  expect(JSON.stringify(entries)).not.toContain(TENANT);
  expect((await run("store", "erasures")).stdout).toMatch(/done .* rows deleted; found nowhere in/);
});

test("an erasure that was decided stays decided; one's own can be taken back", async () => {
  const again = await run("store", "erase", "--approve", (await newest()).id, "--tenant", TENANT, "--key", second);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("[erasure.closed]") });
  const proposed = await run("store", "erase", "--tenant", OTHER, "--reason", "a mistake", "--key", first);
  expect(await run("store", "erase", "--refuse", proposed.stdout.trim(), "--key", first)).toMatchObject({ code: 0 });
  expect(await newest()).toMatchObject({ state: "refused" });
});
