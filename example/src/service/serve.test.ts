import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clearFaults } from "../faults/faults.ts";
import { seed } from "../seed/seed.ts";
import { startTestPostgres, type TestPostgres } from "../testing/postgres.ts";
import { serve, type RunningService } from "./serve.ts";

const LARGEST = { "x-tenant": "fjord-federal" };
let server: TestPostgres;
const services: RunningService[] = [];
let casesUrl: string;
let entitiesUrl: string;
let timelineUrl: string;

beforeAll(async () => {
  server = await startTestPostgres();
  await seed(server.url, 500, () => {});
  await clearFaults(server.url);
  const options = { databaseUrl: server.url, host: "127.0.0.1", port: 0, entitiesApiUrl: "" };
  const entities = await serve("entities-api", options);
  const cases = await serve("cases-api", { ...options, entitiesApiUrl: entities.url });
  const timeline = await serve("timeline-api", options);
  services.push(entities, cases, timeline);
  [entitiesUrl, casesUrl, timelineUrl] = [entities.url, cases.url, timeline.url];
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

// The answers' shapes are the routes' own business; the tests read what they need.
// oxlint-disable-next-line typescript/no-explicit-any
async function getJson(url: string, headers: Record<string, string>): Promise<any> {
  const response = await fetch(url, { headers });
  expect(response.status).toBe(200);
  return response.json();
}
