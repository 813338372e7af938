import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogOf, openTestFacts, seedSpans } from "../judge/testing/seed.ts";
import { SILENT_LOG } from "../log.ts";
import { recordDrill } from "../records/drill/drill.ts";
import { recordGateRun } from "../records/gate-run/gate-run.ts";
import { SYSTEM_SCOPE } from "../store/scope.ts";
import { openState, type StateHandle } from "../store/state/open.ts";
import { readiness } from "./readiness.ts";

const NOW = Date.now();

const catalog = catalogOf({
  version: 1,
  teams: { search: {}, data: {} },
  services: { api: { owner: "search", owners: { queries: "data" } }, idle: {} },
  journeys: {
    find: { steps: { search: { selector: { service: "api", route: "/search" }, target: { p95: "600ms" } } } },
  },
});

let folder: string;
let state: StateHandle;
let facts: Awaited<ReturnType<typeof openTestFacts>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gov-"));
  await chmod(folder, 0o711);
  [state, facts] = await Promise.all([openState({ dataDir: folder, log: SILENT_LOG }), openTestFacts()]);
  const startMs = NOW - 3_600_000;
  await seedSpans(facts, [
    ...Array.from({ length: 20 }, () => ({ startMs, service: "api", release: "v2" })),
    { startMs, service: "stray", release: "s1" },
  ]);
}, 120_000);

afterAll(async () => {
  await Promise.all([state?.close(), facts?.remove()]);
  await rm(folder, { recursive: true, force: true });
});

const judged = (services: "all" | string[] = "all") =>
  readiness({ facts, state, catalog, scope: { ...SYSTEM_SCOPE, services }, nowMs: NOW });

async function checkOf(service: string, check: string): Promise<string> {
  const found = (await judged()).services.find((one) => one.service === service);
  const result = found?.checks.find((one) => one.check === check);
  return `${result?.outcome}: ${result?.summary}`;
}

test("covers what the catalog names and what only telemetry shows", async () => {
  const { services, teams } = await judged();
  expect(services.map(({ service, inCatalog, owner }) => [service, inCatalog, owner?.team ?? null])).toEqual([
    ["api", true, "search"],
    ["idle", true, null],
    ["stray", false, null],
  ]);
  expect(teams.map(({ team, services: n }) => [team, n])).toEqual([
    ["", 2],
    ["search", 1],
  ]);
});

test("who answers for one thing comes before who owns the service", async () => {
  const [api] = (await judged()).services;
  expect(api?.owners.queries).toEqual({ team: "data", source: "responsibility" });
  expect(api?.owners.vendors).toEqual({ team: "search", source: "service" });
});

test("a release counts as gated once its pipeline ran the gate on the service", async () => {
  expect(await checkOf("api", "gate")).toBe("breach: No gate of CI has judged a release of it.");
  const run = { release: "v2", env: "", outcome: "pass", ci: "github", actor: "key:1", ranMs: NOW } as const;
  await recordGateRun(state, { ...run, services: ["stray"] });
  expect(await checkOf("api", "gate")).toMatch(/^breach/);
  await recordGateRun(state, { ...run, services: ["api"] });
  expect(await checkOf("api", "gate")).toBe("pass: Release v2 was judged in CI: it passed.");
});

test("a drill on record counts for its own service, and is audited", async () => {
  const drill = { kind: "rollback", service: "api", env: "", outcome: "passed", durationMs: 1_000, note: "" } as const;
  await recordDrill(state, { ...drill, actor: "key:1", timeUnixMs: NOW });
  expect(await checkOf("api", "rollback-drill")).toBe("pass: Going back was practised, today.");
  expect(await checkOf("stray", "rollback-drill")).toMatch(/^breach/);
  const audited = await state.query<{ actor: string }>({
    name: "test",
    text: "SELECT actor FROM audit_log WHERE action = 'drill.recorded'",
  });
  expect(audited).toEqual([{ actor: "key:1" }]);
});

test("what is on record cannot be taken back", async () => {
  for (const text of ["DELETE FROM drills", "UPDATE gate_runs SET outcome = 'pass'"])
    await expect(state.query({ name: "test", text })).rejects.toThrow(/append-only/);
});

test("a reader sees the services of the scope alone", async () => {
  const { services, teams } = await judged(["stray"]);
  expect(services.map(({ service }) => service)).toEqual(["stray"]);
  expect(teams.map(({ team }) => team)).toEqual([""]);
});
