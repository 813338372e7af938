import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finding, FindingResponse, FindingsResponse, JourneysResponse } from "@governor/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fleet, having, otlpOf } from "./system/fleet.ts";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

/** Targets that nothing keeps. */
const CATALOG = `version: 1
teams:
  sales: {}
  money: {}
services:
  orders: { owner: sales }
  billing: { owner: money }
journeys:
  shopping:
    title: Shopping
    steps:
      open:
        title: Open an order
        selector: { service: orders, method: GET, route: "/orders/:id" }
        target: { p95: 1ms, window: 60s, min_samples: 20 }
      pay:
        title: Pay
        selector: { service: billing, method: POST, route: "/billing/:id" }
        target: { p95: 1ms, window: 60s, min_samples: 20 }
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let findings: Finding[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  const catalog = join(folder.path, "governor.yaml");
  await writeFile(catalog, CATALOG);
  server = await startServer(join(folder.path, "data"), ["--catalog", catalog, "--judge-interval", "1s"]);
  const nowMs = Date.now();
  // What a window of a minute holds, and one environment with a name that a database would choke on.
  const served = fleet(nowMs).map((request, i) => ({
    ...request,
    // Endpoints that fail would be findings of their own.
    failed: false,
    startUnixNs: BigInt(nowMs - 20_000 + i * 10) * 1_000_000n,
    tags: { ...request.tags, env: request.tags.env === "staging" && i % 2 === 0 ? "odd\u0000name" : request.tags.env },
  }));
  expect(having(served, { service: "orders", env: "odd\u0000name" }).length).toBeGreaterThan(60);
  expect(await post(server.url, otlpOf(served))).toBe(200);
  findings = await until("two steps are over in three environments", 60_000, async () => {
    const list = await find({});
    return list.length === 6 ? list : null;
  });
}, 120_000);

afterAll(async () => {
  await server.end("SIGTERM");
  await folder.remove();
});

test("a budget that is broken is a finding in each environment, with its owner and a trace", () => {
  expect(
    findings.map(({ verdict }) => `${verdict.subject.env} ${verdict.subject.step} ${verdict.owner?.team}`).toSorted(),
  ).toEqual([
    "odd\uFFFDname open sales",
    "odd\uFFFDname pay money",
    "production open sales",
    "production pay money",
    "staging open sales",
    "staging pay money",
  ]);
  for (const { state, verdict } of findings) {
    expect(state).toBe("open");
    expect(verdict).toMatchObject({ rule: "budget.p95", outcome: "breach", limit: 1, unit: "ms" });
    expect(verdict.evidence.some(({ kind }) => kind === "trace")).toBe(true);
  }
});

test.each([
  [{ env: "staging" }, 2],
  [{ service: "orders" }, 3],
  [{ journey: "shopping" }, 6],
  [{ journey: "other" }, 0],
  [{ step: "pay" }, 3],
  [{ step: "pay", env: "production" }, 1],
  [{ team: "money" }, 3],
  // A budget over all tenants is also about this one.
  [{ tenant: "acme" }, 6],
])("findings filtered by %o", async (filter, n) => {
  const list = await find(filter);
  expect(list).toHaveLength(n);
  for (const { verdict } of list) {
    const { team, tenant: _tenant, ...subject } = filter as Record<string, string>;
    expect(verdict.subject).toMatchObject(subject);
    if (team) expect(verdict.owner?.team).toBe(team);
  }
});

test("a period shows what was open in it: not what opened at its end", async () => {
  const openedMs = Math.max(...findings.map((finding) => finding.openedMs));
  expect(await find({ from: openedMs - 60_000, to: Math.min(...findings.map((finding) => finding.openedMs)) })).toEqual(
    [],
  );
  expect(await find({ from: openedMs, to: openedMs + 1 })).toHaveLength(6);
});

test("the page of the journeys shows them beside the steps", async () => {
  const page = await getJson<JourneysResponse>(`${server.url}/api/v1/journeys?env=production`);
  expect(page.findings.map(({ verdict }) => verdict.subject.step).toSorted()).toEqual(["open", "pay"]);
});

test("a finding that somebody is on says who, and is still active", async () => {
  const [finding] = await find({ step: "pay", env: "production" });
  const response = await fetch(`${server.url}/api/v1/findings/${finding?.id}/acknowledge`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ note: "Rolling back" }),
  });
  expect(response.status).toBe(200);
  expect(await find({ state: "acknowledged" })).toMatchObject([{ id: finding?.id }]);
  expect(await find({ state: "open" })).toHaveLength(5);
  expect(await find({ state: "active" })).toHaveLength(6);
  expect(await find({ state: "verified" })).toEqual([]);
  const one = await getJson<FindingResponse>(`${server.url}/api/v1/findings/${finding?.id}`);
  expect(one.finding.history).toContainEqual(
    expect.objectContaining({ event: "acknowledged", actor: "local", note: "Rolling back" }),
  );
});

test("a snoozed finding is listed by itself and is not active, until the snooze is ended", async () => {
  const [finding] = await find({ step: "open", env: "staging" });
  const id = finding?.id ?? "";
  const day = 86_400_000;
  const snoozed = await change(id, "snooze", { untilMs: Date.now() + day, reason: "a load test" });
  expect(snoozed.status).toBe(200);
  expect(await find({ state: "snoozed" })).toMatchObject([{ id, state: "open", snooze: { reason: "a load test" } }]);
  expect(await find({ state: "active" })).toHaveLength(5);
  expect(await find({ state: "open" })).toHaveLength(5);
  for (let i = 0; i < 2; i++) expect((await change(id, "unsnooze")).status).toBe(200);
  expect(await find({ state: "active" })).toHaveLength(6);
  const { finding: after } = await getJson<FindingResponse>(`${server.url}/api/v1/findings/${id}`);
  expect(after.history.filter(({ event }) => event === "snoozed" || event === "unsnoozed")).toMatchObject([
    { event: "snoozed", actor: "local", actorName: "local" },
    { event: "unsnoozed", actor: "local" },
  ]);
});

test.each([
  ["snooze", { untilMs: 1, reason: "the past" }, 400],
  ["snooze", { untilMs: Date.now() + 91 * 86_400_000, reason: "too long" }, 400],
  ["snooze", { untilMs: Date.now() + 60_000, reason: " " }, 400],
  ["snooze", { untilMs: Date.now() + 60_000 }, 400],
  ["comment", { text: "" }, 400],
  ["comment", { text: "x".repeat(2_001) }, 400],
  ["comment", { text: "x".repeat(2_000) }, 200],
  ["acknowledge", { note: "x", until: 3 }, 400],
  ["reopen", { note: "nobody is on it" }, 200],
])("%s with %j answers %i", async (what, body, status) => {
  const [finding] = await find({ step: "pay", env: "production" });
  expect((await change(finding?.id ?? "", what, body)).status).toBe(status);
});

test("what is done to a finding that nobody has is not found", async () => {
  const id = "00000000-0000-4000-8000-000000000000";
  expect((await change(id, "comment", { text: "hello" })).status).toBe(404);
  expect((await change("1", "comment", { text: "hello" })).status).toBe(400);
});

test("the command line lists, shows, comments and snoozes", async () => {
  const [finding] = await find({ step: "open", env: "production" });
  const id = finding?.id ?? "";
  const run = (...args: string[]) => governor(["findings", ...args, "--url", server.url]);
  expect(await run("comment", id, "seen on the terminal")).toMatchObject({ code: 0 });
  expect(await run("snooze", id, "--for", "3d", "--reason", "a fix is on its way")).toMatchObject({ code: 0 });
  expect((await run("show", id)).stdout).toMatch(/snoozed .* by local: a fix is on its way[\s\S]*seen on the terminal/);
  expect((await run("--state", "snoozed")).stdout).toContain(id);
  expect((await run()).stdout).not.toContain(id);
  expect(await run("snooze", id, "--reason", "no end")).toMatchObject({ code: 2 });
  expect(await run("unsnooze", id)).toMatchObject({ code: 0 });
  expect((await run("list")).stdout).toContain(id);
});

function change(id: string, what: string, body?: object): Promise<Response> {
  return fetch(`${server.url}/api/v1/findings/${id}/${what}`, {
    method: "POST",
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
}

async function find(query: Record<string, string | number>): Promise<Finding[]> {
  const text = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  return (await getJson<FindingsResponse>(`${server.url}/api/v1/findings?${text}`)).findings;
}
