import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { clearFaults, switchFault } from "../faults/faults.ts";
import { seed } from "../seed/seed.ts";
import { startTestPostgres, type TestPostgres } from "../testing/postgres.ts";
import { serve, type RunningService } from "./serve.ts";

const LARGEST = { "x-tenant": "fjord-federal" };
let server: TestPostgres;
const services: RunningService[] = [];
let casesUrl: string;
let entitiesUrl: string;
let timelineUrl: string;
let exportsUrl: string;
let copilotUrl: string;

beforeAll(async () => {
  server = await startTestPostgres();
  await seed(server.url, 500, () => {});
  await clearFaults(server.url);
  const options = { databaseUrl: server.url, host: "127.0.0.1", port: 0 };
  const entities = await serve("entities-api", options);
  const cases = await serve("cases-api", { ...options, entitiesApiUrl: entities.url });
  const timeline = await serve("timeline-api", options);
  const exports = await serve("exports-api", options);
  const worker = await serve("exports-worker", options);
  const model = await serve("model-standin", options);
  const copilot = await serve("copilot-api", { ...options, modelUrl: model.url });
  services.push(entities, cases, timeline, exports, worker, copilot, model);
  [entitiesUrl, casesUrl, timelineUrl] = [entities.url, cases.url, timeline.url];
  [exportsUrl, copilotUrl] = [exports.url, copilot.url];
});

afterAll(async () => {
  for (const service of services) await service.close();
  await server?.stop();
});

test("a search finds only the tenant's own cases, newest first", async () => {
  const { cases } = await getJson(`${casesUrl}/api/cases/search?q=fraud`, LARGEST);
  expect(cases).toHaveLength(50);
  expect(cases.every((row: { number: string }) => row.number.startsWith("FJO-"))).toBe(true);
  const times = cases.map((row: { updatedAt: string }) => row.updatedAt);
  expect(times).toEqual(times.toSorted().toReversed());
});

test("a request that names no tenant is refused", async () => {
  expect((await fetch(`${casesUrl}/api/cases/search?q=fraud`)).status).toBe(401);
});

test("a case of another tenant is not there", async () => {
  const { cases } = await getJson(`${casesUrl}/api/cases/search?q=fraud`, LARGEST);
  const url = `${casesUrl}/api/cases/${cases[0].id}/graph`;
  expect((await fetch(url, { headers: LARGEST })).status).toBe(200);
  expect((await fetch(url, { headers: { "x-tenant": "alder-legal" } })).status).toBe(404);
});

test("a linked entity appears in the case's graph with its relationships", async () => {
  const { cases } = await getJson(`${casesUrl}/api/cases/search?q=fraud`, LARGEST);
  const caseId: number = cases[0].id;
  const relatedTo = [{ entityId: caseId * 32 + 1, kind: "met" }];
  const response = await fetch(`${entitiesUrl}/api/entities`, {
    method: "POST",
    headers: { ...LARGEST, "content-type": "application/json" },
    body: JSON.stringify({ caseId, kind: "person", name: "Amber Nine", relatedTo }),
  });
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { id: number };
  const graph = await getJson(`${casesUrl}/api/cases/${caseId}/graph`, LARGEST);
  expect(graph.entities).toContainEqual(expect.objectContaining({ id, name: "Amber Nine" }));
  expect(graph.relationships).toContainEqual(expect.objectContaining({ fromId: id, toId: caseId * 32 + 1 }));
});

test("an exhibit comes with the digest of what is stored", async () => {
  const { cases } = await getJson(`${casesUrl}/api/cases/search?q=fraud`, LARGEST);
  const timeline = await getJson(`${timelineUrl}/api/cases/${cases[0].id}/timeline`, LARGEST);
  const response = await fetch(`${timelineUrl}/api/media/${timeline.media[0].id}`, { headers: LARGEST });
  const digest = createHash("sha256")
    .update(Buffer.from(await response.arrayBuffer()))
    .digest("base64");
  expect(response.headers.get("repr-digest")).toBe(`sha-256=:${digest}:`);
});

test("an export that was asked for is built by the worker and downloaded by its tenant alone", async () => {
  const { cases } = await getJson(`${casesUrl}/api/cases/search?q=fraud`, LARGEST);
  const { id } = await postJson(`${exportsUrl}/api/exports`, { caseId: cases[0].id }, 202);
  const state = () => getJson(`${exportsUrl}/api/exports/${id}`, LARGEST);
  await vi.waitFor(async () => expect((await state()).status).toBe("done"), { timeout: 10_000, interval: 50 });
  const response = await fetch(`${exportsUrl}/api/exports/${id}/file`, { headers: LARGEST });
  const lines = (await response.text()).split("\r\n");
  expect(lines[0]).toBe("number,title,status,kind,note,occurredAt");
  expect(lines.length).toBeGreaterThan(50);
  expect(lines[1]).toContain("FJO-");
  const others = await fetch(`${exportsUrl}/api/exports/${id}/file`, { headers: { "x-tenant": "alder-legal" } });
  expect(others.status).toBe(404);
});

test("an answer of the copilot cites events of the case, and takes the time of its tokens", async () => {
  const { cases } = await getJson(`${casesUrl}/api/cases/search?q=fraud`, LARGEST);
  const startMs = performance.now();
  const question = { caseId: cases[0].id, question: "What happened last?" };
  const { id } = await postJson(`${copilotUrl}/api/copilot/answers`, question, 201);
  expect(performance.now() - startMs).toBeGreaterThan(50);
  const response = await fetch(`${copilotUrl}/api/copilot/answers/${id}`, { headers: LARGEST });
  const html = await response.text();
  expect(html).toContain("<h2>What happened last?</h2>");
  expect(html).toMatch(/<sup><a href="#event-\d+">1<\/a><\/sup>/);
});

test("with fat-payload a search carries what nobody reads", async () => {
  const search = () => getJson(`${casesUrl}/api/cases/search?q=fraud`, LARGEST);
  const lean = JSON.stringify(await search()).length;
  await switchFault(server.url, "fat-payload", true);
  await vi.waitFor(async () => expect(JSON.stringify(await search()).length).toBeGreaterThan(5 * lean), {
    timeout: 5_000,
  });
  await switchFault(server.url, "fat-payload", false);
});

// oxlint-disable-next-line typescript/no-explicit-any
async function postJson(url: string, body: object, status: number): Promise<any> {
  const headers = { ...LARGEST, "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  expect(response.status).toBe(status);
  return response.json();
}

// The answers' shapes are the routes' own business; the tests read what they need.
// oxlint-disable-next-line typescript/no-explicit-any
async function getJson(url: string, headers: Record<string, string>): Promise<any> {
  const response = await fetch(url, { headers });
  expect(response.status).toBe(200);
  return response.json();
}
