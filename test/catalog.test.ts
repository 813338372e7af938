import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type {
  EndpointOffendersResponse,
  GateResponse,
  JourneysResponse,
  StatusResponse,
  StepHealth,
  TraceResponse,
} from "@governor/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectedOf, fleet, FLEET_MS, having, otlpOf, type Served } from "./system/fleet.ts";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

const fromMs = Math.floor(Date.now() / 1000) * 1000 - 45 * 60_000;
const toMs = fromMs + FLEET_MS;
const served = fleet(fromMs);

const SALES = `version: 1
teams:
  sales: { contact: "#sales" }
  money: { contact: "#money" }
services:
  orders: { owner: sales }
  billing: { owner: money }
tags:
  tenant: [customer.name]
journeys:
  shopping:
    title: Shopping
    owner: sales
    steps:
      open-order:
        title: Open an order
        selector: { service: orders, method: GET, route: "/orders/:id" }
        target: { p95: 10s, min_samples: 20 }
      pay:
        title: Pay
        owner: money
        selector: { service: billing, method: POST, route: "/billing/:id" }
        target: { p95: 1ms, min_samples: 20 }
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let path = "";

beforeAll(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, "governor.yaml");
  await writeFile(path, SALES);
  server = await startServer(join(folder.path, "data"), ["--catalog", path]);
  expect(await post(server.url, otlpOf(served))).toBe(200);
  await until("everything sent is readable", 30_000, async () => (await status()).spansPending === 0);
});

afterAll(async () => {
  await server.end("SIGTERM");
  await folder.remove();
});

describe("with a catalog", () => {
  test("the server says which is in force", async () => {
    expect((await status()).catalog).toEqual({ path, teams: 2, services: 2, journeys: 1, problem: null });
  });

  test.each([{}, { tenant: "acme" }, { env: "staging", release: "v2" }, { feature: "export" }])(
    "filtered by %o, each step has the p95, n and error rate of what its selector takes",
    async (filter) => {
      const [shopping] = (await read<JourneysResponse>("journeys", { from: fromMs, to: toMs, ...filter })).journeys;
      expect(shopping).toMatchObject({ journey: "shopping", title: "Shopping", owner: { team: "sales" } });
      const [open, pay] = shopping?.steps ?? [];
      expectStep(
        open,
        having(served, { service: "orders", ...filter }).filter(({ method }) => method === "GET"),
      );
      expectStep(
        pay,
        having(served, { service: "billing", ...filter }).filter(({ method }) => method === "POST"),
      );
      expect(open).toMatchObject({ step: "open-order", title: "Open an order", targetMs: 10_000, state: "within" });
      expect(pay).toMatchObject({ step: "pay", targetMs: 1, state: "over" });
    },
  );

  test("a step with fewer than its samples is not judged", async () => {
    const narrow = { from: fromMs, to: fromMs + 60_000, tenant: "acme", env: "production", release: "v1" };
    const [shopping] = (await read<JourneysResponse>("journeys", narrow)).journeys;
    const n = shopping?.steps[0]?.n ?? 0;
    expect(n).toBeLessThan(20);
    expect(shopping?.steps[0]?.state).toBe(n === 0 ? "no-data" : "not-enough-data");
  });

  test("steps and endpoints can be narrowed to a team, a journey and a step", async () => {
    const period = { from: fromMs, to: toMs };
    const steps = async (filter: Record<string, string>) =>
      (await read<JourneysResponse>("journeys", { ...period, ...filter })).journeys.flatMap((journey) =>
        journey.steps.map(({ step }) => step),
      );
    expect(await steps({ team: "money" })).toEqual(["pay"]);
    expect(await steps({ step: "open-order" })).toEqual(["open-order"]);
    expect(await steps({ journey: "shopping" })).toEqual(["open-order", "pay"]);
    expect(await steps({ journey: "other" })).toEqual([]);
    const { endpoints } = await read<EndpointOffendersResponse>("offenders/endpoints", { ...period, team: "sales" });
    expect(new Set(endpoints.map(({ service, owner }) => `${service} ${owner?.team}`))).toEqual(
      new Set(["orders sales"]),
    );
  });

  test("a trace names the owner of the service where it came in", async () => {
    const one = having(served, { service: "billing" })[0] as Served;
    const trace = await read<TraceResponse>(`traces/${one.traceId}`);
    expect(trace.owner).toMatchObject({ team: "money", contact: "#money", source: "service" });
  });

  test("a release is judged by the budgets, the breach first", async () => {
    const gate = await read<GateResponse>("gate", { release: "v2", env: "production", from: fromMs, to: toMs });
    expect(gate).toMatchObject({ release: "v2", env: "production", outcome: "breach" });
    expect(gate.verdicts.map(({ subject, outcome, owner }) => [subject.step, outcome, owner?.team])).toEqual([
      ["pay", "breach", "money"],
      ["open-order", "pass", "sales"],
    ]);
    const own = having(served, { service: "billing", env: "production", release: "v2" });
    const expected = expectedOf(own.filter(({ method }) => method === "POST"));
    expect(gate.verdicts[0]?.n).toBe(expected.calls);
    expectNear(gate.verdicts[0]?.observed ?? 0, expected.p95Ms);
  });

  test("an alias of a tag is read from spans", async () => {
    const [request] = served;
    const body = otlpOf([{ ...(request as Served), traceId: "a".repeat(32) }]).replaceAll(
      "governor.tenant",
      "customer.name",
    );
    expect(await post(server.url, body)).toBe(200);
    const trace = await until("the trace is readable", 20_000, () => read<TraceResponse>(`traces/${"a".repeat(32)}`));
    expect(trace.spans.map(({ tenant }) => tenant)).toEqual(["acme", "acme"]);
  });
});

describe("a catalog that changes", () => {
  test("is in force within seconds, without a restart", async () => {
    await replace(SALES.replace("p95: 1ms", "p95: 20s"));
    await until("the new target is in force", 15_000, async () => (await payStep()).targetMs === 20_000);
    expect((await payStep()).state).toBe("within");
  });

  test("to something broken leaves the last good one in force, and the status says where it is broken", async () => {
    await replace(SALES.replace("owner: money\n        selector", "ownr: money\n        selector"));
    const told = await until("the problem is told", 15_000, async () => {
      const now = await status();
      return now.catalog.problem === null ? null : now;
    });
    expect(told.catalog).toMatchObject({ journeys: 1, services: 2, teams: 2 });
    expect(told.catalog.problem).toMatch(/governor\.yaml:21:9/);
    expect(told.catalog.problem).toContain("ownr");
    expect(told.problems).toEqual([expect.stringContaining("catalog") as unknown]);
    // A person has to look at it; the server does its work.
    expect(told.ready).toBe(true);
    expect((await payStep()).targetMs).toBe(20_000);
  });

  test("back to something good is in force again, and the problem is gone", async () => {
    await replace(SALES);
    await until("the problem is gone", 15_000, async () => (await status()).catalog.problem === null);
    expect(await payStep()).toMatchObject({ targetMs: 1, state: "over" });
    expect((await status()).problems).toEqual([]);
  });
});

test("a broken catalog at the start exits 2 and points at the line and column", async () => {
  const broken = join(folder.path, "broken.yaml");
  await writeFile(broken, SALES.replace("p95: 1ms", "p95: soon").replace("owner: sales }", "owner: nobody }"));
  const dataDir = join(folder.path, "other");
  const ended = await governor(["up", "--data", dataDir, "--http", "127.0.0.1:0", "--catalog", broken]);
  expect(ended).toMatchObject({ code: 2, stdout: "" });
  expect(ended.stderr).toContain("[catalog.invalid]");
  expect(ended.stderr).toContain(`${broken}:6:20`);
  expect(ended.stderr).toContain(`${broken}:23:24`);
  expect(ended.stderr).toMatch(/fix:/);
  const missing = await governor(["up", "--data", dataDir, "--catalog", join(folder.path, "none.yaml")]);
  expect(missing).toMatchObject({ code: 2, stdout: "" });
  expect(missing.stderr).toContain("[catalog.unreadable]");
});

function status(): Promise<StatusResponse> {
  return read<StatusResponse>("status");
}

async function payStep(): Promise<StepHealth> {
  const { journeys } = await read<JourneysResponse>("journeys", { from: fromMs, to: toMs });
  const step = journeys[0]?.steps.find((one) => one.step === "pay");
  if (!step) throw new Error("no step pay");
  return step;
}

/** As editors do: a new file takes the old one's place. */
async function replace(text: string): Promise<void> {
  expect(await readFile(path, "utf8")).not.toBe(text);
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

function expectStep(step: StepHealth | undefined, requests: readonly Served[]): void {
  const expected = expectedOf(requests);
  expect(step?.n).toBe(expected.calls);
  expect(step?.errorRate).toBeCloseTo(expected.errors / expected.calls, 10);
  expectNear(step?.p95Ms ?? 0, expected.p95Ms);
  expect(step?.lowMs).toBeLessThanOrEqual(step?.p95Ms ?? 0);
  expect(step?.highMs).toBeGreaterThanOrEqual(step?.p95Ms ?? 0);
}

function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(0.02);
}

function read<Body>(route: string, query: Record<string, string | number> = {}): Promise<Body> {
  const text = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  return getJson<Body>(`${server.url}/api/v1/${route}?${text}`);
}
