import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type {
  CatalogResponse,
  EndpointOffendersResponse,
  GateResponse,
  JourneysResponse,
  StatusResponse,
  StepHealth,
  TraceResponse,
} from "@governor/contract";
import { parseCatalog } from "../packages/governor/src/catalog/load.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectedOf, fleet, FLEET_MS, having, otlpOf, type Served } from "./system/fleet.ts";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { jsonTrace, post } from "./system/spans.ts";
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

describe("two repositories that push their parts", () => {
  const REFUNDS = `version: 1
services:
  refunds: { owner: money }
journeys:
  refund:
    owner: sales
    steps:
      ask: { selector: { service: refunds, route: /ask }, target: { p95: 600ms } }
`;

  test("are merged with each other and with the server's file, whose teams they may name", async () => {
    const pushed = await push("refunds", REFUNDS);
    expect(pushed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("+ service refunds added (owner money)") as unknown,
    });
    expect(await push("people", "version: 1\nteams:\n  legal: { contact: legal@example.com }\n")).toMatchObject({
      code: 0,
    });
    const catalog = await read<CatalogResponse>("catalog");
    expect(catalog.parts.map(({ name }) => name)).toEqual(["refunds", "people", "file"]);
    expect(catalog.services.find(({ service }) => service === "refunds")).toMatchObject({
      owner: { team: "money", contact: "#money" },
      parts: ["refunds"],
    });
    // At once in force, for everything that reads the catalog.
    const { journeys } = await read<JourneysResponse>("journeys", { from: fromMs, to: toMs });
    expect(journeys.map(({ journey }) => journey)).toContain("refund");
  });

  test("show what nobody owns, and what nobody sees", async () => {
    expect(await post(server.url, jsonTrace(3, Date.now(), "stray").body)).toBe(200);
    const { orphans, silent } = await until("the stray service is seen", 20_000, async () => {
      const catalog = await read<CatalogResponse>("catalog");
      return catalog.orphans.length > 0 ? catalog : null;
    });
    expect(orphans).toMatchObject([{ service: "stray", env: "", spans: 3 }]);
    expect(silent.map(({ service }) => service)).toEqual(["refunds"]);
  });

  test("are told of a conflict with its place, and nothing is stored", async () => {
    const refused = await push("other", "version: 1\nteams:\n  legal: { contact: elsewhere }\n");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain("[catalog.conflict]");
    expect(refused.stderr).toMatch(/other\.yaml:3:3/);
    expect(refused.stderr).toContain("in the part people");
    const check = await governor([
      "catalog",
      "check",
      join(folder.path, "other.yaml"),
      "--part",
      "other",
      "--against-server",
      "--url",
      server.url,
    ]);
    expect(check.code).toBe(2);
    expect((await read<CatalogResponse>("catalog")).parts.map(({ name }) => name)).not.toContain("other");
  });

  test("see what a push would change, push it, and go back", async () => {
    const faster = join(folder.path, "refunds.yaml");
    await writeFile(faster, REFUNDS.replace("600ms", "500ms"));
    const args = [faster, "--part", "refunds", "--url", server.url];
    const diff = await governor(["catalog", "diff", ...args]);
    expect(diff.stdout).toBe("~ refund/ask target p95 600ms → 500ms\n");
    const { versions } = await read<CatalogResponse>("catalog");
    const first = versions.findLast(({ part }) => part === "refunds")?.version ?? 0;
    expect(await governor(["catalog", "push", ...args])).toMatchObject({ code: 0, stdout: diff.stdout });
    expect(await refundTarget()).toBe(500);
    const back = await governor(["catalog", "rollback", String(first), "--url", server.url]);
    expect(back).toMatchObject({ code: 0, stdout: "~ refund/ask target p95 500ms → 600ms\n" });
    expect(await refundTarget()).toBe(600);
    const listed = await governor(["catalog", "versions", "--part", "refunds", "--url", server.url]);
    expect(listed.stdout).toMatch(new RegExp(`rolled-back to ${first} .*in force`));
  });

  test("are shown as one file that is a catalog itself, each definition under its part's name", async () => {
    const shown = await governor(["catalog", "show", "--url", server.url]);
    expect(shown.stdout).toMatch(/# from refunds\n +refunds:/);
    expect(shown.stdout).toMatch(/# from file\n +orders:/);
    expect(parseCatalog(shown.stdout, "shown").services.size).toBe(3);
    const part = await governor(["catalog", "show", "--part", "refunds", "--url", server.url]);
    expect(part.stdout).toBe(REFUNDS);
  });

  test("can be taken out, and a team that others refer to cannot be removed from the file unnoticed", async () => {
    await replace(SALES.replace('  money: { contact: "#money" }\n', "").replaceAll("money", "sales"));
    const told = await until("the problem is told", 15_000, async () => (await status()).catalog.problem);
    expect(told).toMatch(/part refunds, .*refunds\.yaml:3:\d+ There is no team "money"/);
    await replace(SALES);
    await until("the problem is gone", 15_000, async () => (await status()).catalog.problem === null);
    for (const part of ["refunds", "people"]) {
      expect(await governor(["catalog", "remove", "--part", part, "--url", server.url])).toMatchObject({ code: 0 });
    }
    expect((await read<CatalogResponse>("catalog")).parts.map(({ name }) => name)).toEqual(["file"]);
  });

  async function push(part: string, text: string): ReturnType<typeof governor> {
    const file = join(folder.path, `${part}.yaml`);
    await writeFile(file, text);
    return governor(["catalog", "push", file, "--part", part, "--url", server.url]);
  }

  async function refundTarget(): Promise<number | undefined> {
    const { journeys } = await read<CatalogResponse>("catalog");
    return journeys.find(({ journey }) => journey === "refund")?.steps[0]?.targetMs;
  }
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
